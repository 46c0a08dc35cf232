/** A schema without references. A recursive definition stays open where it would repeat. */
import type { Schema } from './types'

function expand(node: unknown, definitions: Record<string, Schema>, seen: readonly string[]): unknown {
  if (Array.isArray(node)) return node.map((each) => expand(each, definitions, seen))
  if (typeof node !== 'object' || node === null) return node
  const { $ref, $defs: _definitions, ...beside } = node as Schema
  const own = Object.fromEntries(
    Object.entries(beside).map(([key, value]) => [key, expand(value, definitions, seen)]),
  )
  if ($ref === undefined) return own
  const name = $ref.split('/').at(-1) ?? ''
  const target = definitions[name]
  if (!target || seen.includes(name)) return own
  return { ...(expand(target, definitions, [...seen, name]) as Schema), ...own }
}

export function inlined(schema: Schema): Schema {
  return expand(schema, schema.$defs ?? {}, []) as Schema
}

/** The schema without its null alternative, and whether it had one. */
export function withoutNull(schema: Schema): { schema: Schema; nullable: boolean } {
  if (Array.isArray(schema.type) && schema.type.includes('null')) {
    const types = schema.type.filter((type) => type !== 'null')
    return { schema: { ...schema, type: types.length === 1 ? types[0] : types }, nullable: true }
  }
  const alternatives = schema.anyOf ?? schema.oneOf
  if (!alternatives?.some((each) => each.type === 'null')) return { schema, nullable: false }
  const rest = alternatives.filter((each) => each.type !== 'null')
  const { anyOf: _anyOf, oneOf: _oneOf, ...outer } = schema
  const [only] = rest
  if (rest.length === 1 && only) return { schema: { ...only, ...outer }, nullable: true }
  return { schema: { ...outer, anyOf: rest }, nullable: true }
}
