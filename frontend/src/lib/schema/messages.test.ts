import { explain } from './messages'

describe('explain', () => {
  it.each([
    ['required', ['a'], 'Required.'],
    ['minLength', 1, 'Enter something.'],
    ['minLength', 8, 'Enter at least 8 characters.'],
    ['maxLength', 1, 'Use at most 1 character.'],
    ['minimum', 0, 'Must be 0 or more.'],
    ['maximum', 9, 'Must be 9 or less.'],
    ['exclusiveMinimum', 0, 'Must be more than 0.'],
    ['exclusiveMaximum', 1, 'Must be less than 1.'],
    ['minItems', 2, 'Add at least 2 entries.'],
    ['maxItems', 1, 'At most 1 entry.'],
    ['uniqueItems', true, 'The same entry is there twice.'],
    ['enum', ['a', 1], 'Choose one of a, 1.'],
    ['const', 'x', 'Must be x.'],
    ['format', 'date', 'Must be a date (YYYY-MM-DD).'],
    ['format', 'ipv4', 'Must be a valid ipv4.'],
    ['pattern', '^a', 'Does not have the expected form (^a).'],
    ['type', 'integer', 'Must be a whole number.'],
    ['type', ['string', 'number', 'null'], 'Must be text or a number.'],
    ['type', 'null', 'Must be empty.'],
    ['false', undefined, 'This field is not known here.'],
    ['not', {}, 'This value does not fit.'],
  ])('says %s %j in words', (keyword, value, words) => {
    expect(explain(keyword, value)).toBe(words)
  })
})
