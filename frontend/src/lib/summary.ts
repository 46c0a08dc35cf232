/** The second line of a node's card: what its main parameter says. */
import type { Field } from './schema/fields'
import type { Parameters } from './schema/types'

const LONGEST = 60

function words(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim()
  if (typeof value === 'number') return String(value)
  if (!Array.isArray(value) || value.length === 0) return ''
  const first = words(value[0])
  if (!first) return ''
  return value.length > 1 ? `${first} +${value.length - 1}` : first
}

/** Required fields first, then the others that are not advanced; the first that holds something. */
export function summaryOf(fields: readonly Field[], values: Parameters): string {
  const shown = fields.filter((field) => !field.advanced)
  const ordered = [...shown.filter((field) => field.required), ...shown.filter((field) => !field.required)]
  for (const field of ordered) {
    const text = words(values[field.name])
    if (text) return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  }
  return ''
}
