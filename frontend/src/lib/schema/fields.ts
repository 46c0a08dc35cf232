/** What a form has to know of a schema: its fields in order, each with widget, default and conditions. */
import type { Grammar } from '@/lib/tags'
import { inlined, withoutNull } from './inline'
import { fieldLabel } from './label'
import type { Hints, Schema, UiSchema } from './types'
import { widgetFor, type WidgetName } from './widget'

export interface Field {
  name: string
  label: string
  description: string
  schema: Schema
  widget: WidgetName
  required: boolean
  nullable: boolean
  advanced: boolean
  fallback: unknown
  placeholder: string
  loader: string | null
  /** The grammar by which one text is several entries; null where each text is one. */
  splits: Grammar | null
  /** The field that names the zone of this one's times. */
  zone: string | null
  /** What may be pasted there whole and then fills the form. */
  pastes: 'curl' | null
  /** The fields by which its choices differ. */
  restsOn: string[]
  showWhen: Record<string, unknown[]> | null
  /** Stands for a list or an object that is one expression as a whole. */
  whole?: boolean
  /** Fields of a nested object, or of each entry of a list of objects. */
  fields: Field[]
}

function ordered(names: string[], order: unknown): string[] {
  if (!Array.isArray(order)) return names
  const first = order.filter((name): name is string => typeof name === 'string' && names.includes(name))
  return [...first, ...names.filter((name) => !first.includes(name))]
}

function example(schema: Schema): string {
  const first = schema.examples?.[0]
  return typeof first === 'string' || typeof first === 'number' ? String(first) : ''
}

function toField(name: string, raw: Schema, hints: Hints, required: boolean): Field {
  const { schema, nullable } = withoutNull(raw)
  const { default: fallback, 'x-ui': _hints, ...clean } = schema
  const widget = widgetFor(clean, hints)
  const nested = clean.type === 'array' ? withoutNull(clean.items ?? {}).schema : clean
  return {
    name,
    label: fieldLabel(name, clean.title),
    description: clean.description ?? '',
    schema: clean,
    widget,
    required,
    nullable,
    advanced: hints.advanced ?? false,
    fallback: fallback ?? undefined,
    placeholder: hints.placeholder ?? example(clean),
    loader: hints.options ?? null,
    splits: hints.splits === 'addresses' ? hints.splits : null,
    zone: hints.zone ?? null,
    pastes: hints.pastes === 'curl' ? hints.pastes : null,
    restsOn: hints.rests_on ?? [],
    showWhen: hints.show_when ?? null,
    fields: nested.properties ? fieldsOfInlined(nested, {}) : [],
  }
}

function fieldsOfInlined(schema: Schema, ui: UiSchema): Field[] {
  const properties = schema.properties ?? {}
  return ordered(Object.keys(properties), ui.order).map((name) => {
    const property = properties[name] ?? {}
    const beside = ui[name]
    const hints = { ...property['x-ui'], ...(Array.isArray(beside) ? {} : beside) }
    return toField(name, property, hints, schema.required?.includes(name) ?? false)
  })
}

const cache = new WeakMap<Schema, Field[]>()

/** The fields of an operation's input. Computed once per schema object. */
export function fieldsOf(schema: Schema, ui: UiSchema = {}): Field[] {
  const known = cache.get(schema)
  if (known) return known
  const fields = fieldsOfInlined(inlined(schema), ui)
  cache.set(schema, fields)
  return fields
}
