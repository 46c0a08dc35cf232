import { exactNumber, inexactNumberIn } from './numbers'

describe('a number that was typed', () => {
  it.each<[string, number]>([
    ['7', 7],
    [' 12 ', 12],
    ['+5', 5],
    ['-0.5', -0.5],
    ['.5', 0.5],
    ['1.', 1],
    ['1.10', 1.1],
    ['007', 7],
    ['1e3', 1000],
    ['1E-3', 0.001],
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['0.1', 0.1],
    ['0', 0],
  ])('%s is %d', (text, number) => {
    expect(exactNumber(text)).toEqual(number)
  })

  it.each([
    '9007199254740992',
    '9007199254740993',
    '100000000000000000000000',
    '-9007199254740993',
    '0.1000000000000000055511151231257827',
    '123456789012345678901',
    '1e400',
    '0x10',
    '0b1',
    '0o7',
    '1_000',
    '1,5',
    '1 000',
    'Infinity',
    'NaN',
    '٣',
    '',
    '-',
    '.',
    'e3',
    '{{ item }}',
  ])('%s would not arrive as typed', (text) => {
    expect(exactNumber(text)).toBeNull()
  })
})

describe('numbers in JSON', () => {
  it.each<[string, string | null]>([
    ['{"id": 9007199254740993, "n": 1}', '9007199254740993'],
    ['[1.5, -2e10, 9007199254740991]', null],
    ['{"id": "9007199254740993", "quote \\" 9007199254740993": 1}', null],
    ['{"deep": [{"x": 0.12345678901234567890}]}', '0.12345678901234567890'],
    ['', null],
  ])('of %s: %s', (text, found) => {
    expect(inexactNumberIn(text)).toBe(found)
  })
})
