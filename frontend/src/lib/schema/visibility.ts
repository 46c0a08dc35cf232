/** Which fields apply, given the values of the others. */
import { isExpression } from '@/lib/graph/keys'
import type { Field } from './fields'
import type { Parameters } from './types'

/** The value that counts: what was entered, else the default that the server will use. */
export function effective(field: Field, values: Parameters): unknown {
  return values[field.name] ?? field.fallback
}

export function isVisible(field: Field, siblings: readonly Field[], values: Parameters): boolean {
  if (!field.showWhen) return true
  return Object.entries(field.showWhen).every(([name, allowed]) => {
    const other = siblings.find((each) => each.name === name)
    if (other && !isVisible(other, siblings, values)) return false
    const value = other ? effective(other, values) : values[name]
    return isExpression(value) || allowed.includes(value) // what it comes to is known only when it runs
  })
}
