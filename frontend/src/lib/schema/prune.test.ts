import { fieldsOf } from './fields'
import { prune } from './prune'

const fields = fieldsOf({
  required: ['title', 'place'],
  properties: {
    title: { type: 'string' },
    note: { type: 'string', default: 'none' },
    repeat: { type: 'string', enum: ['never', 'weekly'], default: 'never' },
    day: { type: 'string', 'x-ui': { show_when: { repeat: ['weekly'] } } },
    hour: { type: 'integer', 'x-ui': { show_when: { day: ['monday'] } } },
    place: { type: 'object', properties: { city: { type: 'string' } } },
    organizer: { type: 'object', properties: { email: { type: 'string' } } },
    guests: { type: 'array', items: { type: 'object', properties: { email: { type: 'string' } } } },
  },
})

describe('prune', () => {
  it('sends nothing that nobody touched, and no default', () => {
    expect(prune(fields, { title: 'Lunch' })).toEqual({ title: 'Lunch' })
  })

  it('takes an undefined value for an untouched one', () => {
    expect(prune(fields, { title: 'Lunch', note: undefined })).toEqual({ title: 'Lunch' })
  })

  it('sends what was emptied on purpose', () => {
    expect(prune(fields, { title: '', note: null, guests: [] })).toEqual({ title: '', note: null, guests: [] })
  })

  it('sends false and zero', () => {
    const own = fieldsOf({ properties: { loud: { type: 'boolean' }, count: { type: 'integer' } } })
    expect(prune(own, { loud: false, count: 0 })).toEqual({ loud: false, count: 0 })
  })

  it('leaves out what does not apply, although it was filled in before', () => {
    expect(prune(fields, { repeat: 'never', day: 'monday' })).toEqual({ repeat: 'never' })
    expect(prune(fields, { repeat: 'weekly', day: 'monday' })).toEqual({ repeat: 'weekly', day: 'monday' })
  })

  it('leaves out what depends on a field that does not apply itself', () => {
    expect(prune(fields, { repeat: 'never', day: 'monday', hour: 9 })).toEqual({ repeat: 'never' })
  })

  it('leaves out an empty optional object and keeps a required one', () => {
    expect(prune(fields, { place: {}, organizer: { email: undefined } })).toEqual({ place: {} })
  })

  it('prunes inside objects and inside each entry of a list', () => {
    const values = { place: { city: 'Bern', gone: 1 }, guests: [{ email: 'a@example.com', gone: 1 }, '{{ guest }}'] }
    expect(prune(fields, values)).toEqual({
      place: { city: 'Bern' },
      guests: [{ email: 'a@example.com' }, '{{ guest }}'],
    })
  })

  it('leaves out what the operation does not know', () => {
    expect(prune(fields, { title: 'Lunch', colour: 'red' })).toEqual({ title: 'Lunch' })
  })

  it('does not change what it is given', () => {
    const values = { repeat: 'never', day: 'monday' }
    prune(fields, values)
    expect(values).toEqual({ repeat: 'never', day: 'monday' })
  })
})
