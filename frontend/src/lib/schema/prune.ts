/** What is sent: only fields that were given and apply, so that an update never blanks what nobody touched. */
import type { Field } from './fields'
import type { Parameters } from './types'
import { isVisible } from './visibility'

function isRecord(value: unknown): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function pruneValue(field: Field, value: unknown): unknown {
  if (field.widget === 'object' && isRecord(value)) {
    const nested = prune(field.fields, value)
    return Object.keys(nested).length > 0 || field.required ? nested : undefined
  }
  if (field.widget === 'list' && Array.isArray(value)) {
    return value.map((entry) => (isRecord(entry) ? prune(field.fields, entry) : entry))
  }
  return value
}

/** `null` and empty text stay: they were set on purpose and clear a field. */
export function prune(fields: readonly Field[], values: Parameters): Parameters {
  const sent: Parameters = {}
  for (const field of fields) {
    const value = values[field.name]
    if (value === undefined || !isVisible(field, fields, values)) continue
    const pruned = pruneValue(field, value)
    if (pruned !== undefined) sent[field.name] = pruned
  }
  return sent
}
