/** Numbers as they were typed: a text becomes a number only where nothing of it gets lost. */
const FORM = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/** Sign, significant digits and exponent: the same for two spellings of one number. */
function value(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.')
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (!significant) return '0'
  const power = Number(exponent) - fraction.length + (digits.length - significant.length)
  return `${mantissa.startsWith('-') ? '-' : ''}${significant}e${power}`
}

export function isDecimal(text: string): boolean {
  return FORM.test(text.trim())
}

/** The number a text spells in decimal; null where it spells none, or one that a number cannot hold exactly. */
export function exactNumber(text: string): number | null {
  if (!isDecimal(text)) return null
  const number = Number(text)
  const isHeld = Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number)
  return isHeld && value(String(number)) === value(text.trim()) ? number : null
}

const STRINGS = /"(?:[^"\\]|\\.)*"/g
const NUMBERS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** The first number in a JSON text that would not be kept exactly; null if all are. */
export function inexactNumberIn(json: string): string | null {
  const numbers = json.replace(STRINGS, '""').match(NUMBERS) ?? []
  return numbers.find((each) => exactNumber(each) === null) ?? null
}
