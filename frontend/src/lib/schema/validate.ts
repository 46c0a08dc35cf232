/** Validation by @cfworker/json-schema: JSON Schema 2020-12 without generated code, as the page's CSP demands. */
import { Validator, type OutputUnit } from '@cfworker/json-schema'
import { isDecimal } from '@/lib/numbers'
import type { FieldProblem } from '@/socket/messages'
import { inlined } from './inline'
import { explain } from './messages'
import type { Schema } from './types'

const CONTAINERS = new Set([
  'properties', 'items', 'prefixItems', 'anyOf', 'oneOf', 'allOf', '$ref', 'additionalProperties',
  'if', 'then', 'else', 'dependentSchemas', 'contains', 'patternProperties',
])

const validators = new WeakMap<object, { validator: Validator; schema: Schema }>()

/** The validator of a schema. It works on a copy, because the library writes into what it is given. */
function validatorOf(schema: Schema) {
  const known = validators.get(schema)
  if (known) return known
  const own = structuredClone(inlined(schema))
  const made = { validator: new Validator(own as object, '2020-12', false), schema: own }
  validators.set(schema, made)
  return made
}

function segments(pointer: string): string[] {
  return pointer
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .map((part) => decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~'))
}

function at(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    root,
  )
}

function isExpression(value: unknown): boolean {
  return typeof value === 'string' && value.includes('{{')
}

/** A number that was left as text because a number would not hold it. */
function isTooLong(value: unknown, types: unknown): boolean {
  const isNumeric = [types].flat().some((type) => type === 'number' || type === 'integer')
  return isNumeric && typeof value === 'string' && isDecimal(value)
}

function missingName(error: string): string {
  return /"([^"]+)"\.?$/.exec(error)?.[1] ?? ''
}

function toProblem(unit: OutputUnit, schema: Schema, values: unknown): FieldProblem | null {
  if (CONTAINERS.has(unit.keyword)) return null
  const path = segments(unit.instanceLocation)
  if (isExpression(at(values, path))) return null
  if (unit.keyword === 'type' && isTooLong(at(values, path), at(schema, segments(unit.keywordLocation)))) {
    return { field: path.join('.'), message: 'Has more digits than can be sent exactly.' }
  }
  if (unit.keyword === 'required') path.push(missingName(unit.error))
  return { field: path.join('.'), message: explain(unit.keyword, at(schema, segments(unit.keywordLocation))) }
}

/** Every wrong field once, with the first reason. Values that hold an expression are judged when they run. */
export function validate(schema: Schema, values: unknown): FieldProblem[] {
  const { validator, schema: own } = validatorOf(schema)
  const found = new Map<string, FieldProblem>()
  for (const unit of validator.validate(values).errors) {
    const problem = toProblem(unit, own, values)
    if (problem && !found.has(problem.field)) found.set(problem.field, problem)
  }
  return [...found.values()]
}

export function isValid(schema: Schema, values: unknown): boolean {
  return validatorOf(schema).validator.validate(values).valid
}
