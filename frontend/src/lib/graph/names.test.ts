import { uniqueName } from './names'

describe('uniqueName', () => {
  it.each<[string, string[], string]>([
    ['Send', [], 'Send'],
    ['  Send ', [], 'Send'],
    ['Send', ['Send'], 'Send 2'],
    ['Send', ['Send', 'Send 2'], 'Send 3'],
    ['Send 2', ['Send', 'Send 2'], 'Send 3'],
    ['   ', [], 'Node'],
  ])('makes of %j beside %j the name %j', (wanted, taken, name) => {
    expect(uniqueName(wanted, taken)).toBe(name)
  })
})
