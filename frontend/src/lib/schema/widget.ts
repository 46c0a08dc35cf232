/** Which widget draws a field, from its schema and hints alone. */
import type { Hints, Schema } from './types'

export type WidgetName =
  | 'text'
  | 'textarea'
  | 'code'
  | 'number'
  | 'switch'
  | 'select'
  | 'tags'
  | 'choices'
  | 'datetime'
  | 'date'
  | 'file'
  | 'files'
  | 'key_value'
  | 'dynamic'
  | 'dynamic_many'
  | 'object'
  | 'list'
  | 'json'
  | 'expression'

const HINTED: Record<string, WidgetName> = {
  text: 'text',
  textarea: 'textarea',
  markdown: 'textarea',
  code: 'code',
  tags: 'tags',
  datetime: 'datetime',
  date: 'date',
  file: 'file',
  files: 'files',
  key_value: 'key_value',
  expression: 'expression',
}

function listWidget(items: Schema): WidgetName {
  if (items.enum) return 'choices'
  if (items.type === 'string' || items.type === 'integer' || items.type === 'number') return 'tags'
  if (items.properties) return 'list'
  return 'json'
}

function stringWidget(schema: Schema): WidgetName {
  if (schema.format === 'date-time') return 'datetime'
  if (schema.format === 'date') return 'date'
  return 'text'
}

export function widgetFor(schema: Schema, hints: Hints): WidgetName {
  if (hints.expression) return 'expression'
  const hinted = hints.widget ? HINTED[hints.widget] : undefined
  if (hinted === 'code' && schema.type !== 'string') return 'json'
  if (hinted) return hinted
  if (hints.options) return schema.type === 'array' ? 'dynamic_many' : 'dynamic'
  if (schema.enum) return 'select'
  switch (schema.type) {
    case 'boolean':
      return 'switch'
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
      return stringWidget(schema)
    case 'array':
      return listWidget(schema.items ?? {})
    case 'object':
      if (schema.properties) return 'object'
      return typeof schema.additionalProperties === 'object' && schema.additionalProperties.type === 'string'
        ? 'key_value'
        : 'json'
    default:
      return alternatives(schema)
  }
}

/** A union: text when text is among its types (the server converts), otherwise raw JSON. */
function alternatives(schema: Schema): WidgetName {
  const types = (schema.anyOf ?? schema.oneOf ?? []).map((each) => each.type)
  if (types.includes('string')) return 'text'
  if (types.includes('number') || types.includes('integer')) return 'number'
  return types.length === 0 && schema.properties ? 'object' : 'json'
}
