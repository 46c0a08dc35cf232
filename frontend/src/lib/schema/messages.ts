/** Why a value does not fit its schema, in words. */
function count(limit: unknown, one: string): string {
  return `${String(limit)} ${limit === 1 ? one : `${one}s`}`
}

const FORMATS: Record<string, string> = {
  email: 'an e-mail address',
  uri: 'an address such as https://example.com',
  'date-time': 'a date and time with an offset',
  date: 'a date (YYYY-MM-DD)',
  time: 'a time of day',
  uuid: 'a UUID',
}

const TYPES: Record<string, string> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'an object',
}

export function explain(keyword: string, value: unknown): string {
  switch (keyword) {
    case 'required':
      return 'Required.'
    case 'minLength':
      return value === 1 ? 'Enter something.' : `Enter at least ${count(value, 'character')}.`
    case 'maxLength':
      return `Use at most ${count(value, 'character')}.`
    case 'minimum':
      return `Must be ${String(value)} or more.`
    case 'maximum':
      return `Must be ${String(value)} or less.`
    case 'exclusiveMinimum':
      return `Must be more than ${String(value)}.`
    case 'exclusiveMaximum':
      return `Must be less than ${String(value)}.`
    case 'minItems':
      return `Add at least ${count(value, 'entry').replace('entrys', 'entries')}.`
    case 'maxItems':
      return `At most ${count(value, 'entry').replace('entrys', 'entries')}.`
    case 'uniqueItems':
      return 'The same entry is there twice.'
    case 'enum':
      return `Choose one of ${(value as unknown[]).map(String).join(', ')}.`
    case 'const':
      return `Must be ${String(value)}.`
    case 'format':
      return `Must be ${FORMATS[String(value)] ?? `a valid ${String(value)}`}.`
    case 'pattern':
      return `Does not have the expected form (${String(value)}).`
    case 'type': {
      const types = (Array.isArray(value) ? value : [value]).filter((type) => type !== 'null')
      return `Must be ${types.length === 0 ? 'empty' : types.map((type) => TYPES[String(type)] ?? String(type)).join(' or ')}.`
    }
    case 'false':
      return 'This field is not known here.'
    default:
      return 'This value does not fit.'
  }
}
