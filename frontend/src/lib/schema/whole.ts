/** Lists and objects that are given by one expression instead of field by field. */
import { isExpression } from '@/lib/graph/keys'
import type { Field } from './fields'
import type { Parameters } from './types'

const COMPOSITE: ReadonlySet<string> = new Set(['list', 'object'])

/** Their names, as one text, so that it stays equal while only values change. */
export function wholeNames(fields: readonly Field[], values: Parameters, chosen: ReadonlySet<string>): string {
  return fields
    .filter((field) => COMPOSITE.has(field.widget) && (chosen.has(field.name) || isExpression(values[field.name])))
    .map((field) => field.name)
    .join('\n')
}

/** The fields with these drawn as one expression each. */
export function asWhole(fields: readonly Field[], names: string): readonly Field[] {
  if (!names) return fields
  const whole = new Set(names.split('\n'))
  return fields.map((field) => (whole.has(field.name) ? { ...field, widget: 'expression', whole: true, fields: [] } : field))
}
