/** Short ways to write the schemas that the server derives from pydantic models. */

const title = (name) =>
  name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

export const text = (description, extra = {}) => ({ type: 'string', description, ...extra })
export const integer = (description, extra = {}) => ({ type: 'integer', description, ...extra })
export const flag = (description, fallback = false, extra = {}) => ({
  type: 'boolean',
  description,
  default: fallback,
  ...extra,
})
export const oneOf = (description, values, fallback, extra = {}) => ({
  type: 'string',
  description,
  enum: values,
  ...(fallback ? { default: fallback } : {}),
  ...extra,
})
export const listOf = (description, items, extra = {}) => ({ type: 'array', description, items, ...extra })
export const optional = ({ description, 'x-ui': hints, examples, ...schema }) => ({
  anyOf: [schema, { type: 'null' }],
  default: null,
  description,
  ...(examples ? { examples } : {}),
  ...(hints ? { 'x-ui': hints } : {}),
})
export const ui = (hints, schema) => ({ ...schema, 'x-ui': { ...schema['x-ui'], ...hints } })

/** An object schema: a name that ends in `!` is required. */
export function object(name, description, fields, definitions) {
  const properties = {}
  const required = []
  for (const [key, schema] of Object.entries(fields)) {
    const clean = key.replace(/!$/, '')
    if (key.endsWith('!')) required.push(clean)
    properties[clean] = { title: title(clean), ...schema }
  }
  return {
    type: 'object',
    title: name,
    description,
    additionalProperties: false,
    properties,
    ...(required.length ? { required } : {}),
    ...(definitions ? { $defs: definitions } : {}),
  }
}

export function uiSchemaOf(schema) {
  const hints = Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
    property['x-ui'] ? [[key, property['x-ui']]] : [],
  )
  return { ...Object.fromEntries(hints), order: Object.keys(schema.properties ?? {}) }
}
