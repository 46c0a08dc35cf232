/** A form's fields as the schema and uiSchema that RJSF draws. Defaults are shown, never filled in. */
import type { Field } from './fields'
import type { Schema } from './types'

export interface RjsfUi {
  [key: string]: unknown
}

function optionsOf(field: Field): RjsfUi {
  return {
    fallback: field.fallback,
    nullable: field.nullable,
    advanced: field.advanced,
    loader: field.loader,
    fieldName: field.name,
    hint: field.placeholder,
    splits: field.splits,
    zone: field.zone,
    pastes: field.pastes,
    restsOn: field.restsOn,
    source: field.schema,
    whole: field.whole ?? false,
  }
}

function drawn(field: Field): Schema {
  if (field.widget === 'object') return objectSchema(field.fields, field)
  const words = { title: field.label, description: field.description }
  if (field.widget === 'list') return { type: 'array', ...words, items: objectSchema(field.fields) }
  const type = typeFor(field)
  return type === 'array' ? { type, ...words, items: { type: 'string' } } : { type, ...words }
}

/** The type RJSF is told, which only selects how it hands the value to our widget. */
function typeFor(field: Field): string {
  switch (field.widget) {
    case 'switch':
      return 'boolean'
    case 'tags':
    case 'choices':
    case 'files':
    case 'dynamic_many':
      return 'array'
    case 'key_value':
    case 'json':
    case 'file':
      return 'object'
    default:
      return 'string'
  }
}

export function objectSchema(fields: readonly Field[], from?: Field): Schema {
  return {
    type: 'object',
    ...(from ? { title: from.label, description: from.description } : {}),
    properties: Object.fromEntries(fields.map((field) => [field.name, drawn(field)])),
    required: fields.filter((field) => field.required).map((field) => field.name),
  }
}

function uiOf(field: Field): RjsfUi {
  const own = optionsOf(field)
  if (field.widget === 'object') return uiSchema(field.fields, own)
  if (field.widget === 'list') return { 'ui:options': own, items: uiSchema(field.fields) }
  const place = typeFor(field) === 'object' ? 'ui:field' : 'ui:widget'
  return { 'ui:options': own, [place]: field.widget }
}

/** `fields` goes along in the options, so that the template of an object knows what hides and what is advanced. */
export function uiSchema(fields: readonly Field[], own: RjsfUi = {}): RjsfUi {
  return {
    ...Object.fromEntries(fields.map((field) => [field.name, uiOf(field)])),
    'ui:order': fields.map((field) => field.name),
    'ui:options': { ...own, fields },
  }
}
