import type { NodeType } from '@/api/types'
import { toJson } from '@/lib/output/text'
import { fieldsOf } from '@/lib/schema/fields'
import type { Parameters } from '@/lib/schema/types'

/** A value as a person would write it. */
function said(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null) return 'nothing'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return value.map(said).join(', ') || 'nothing'
  return typeof value === 'object' ? toJson(value) : String(value)
}

/** What a call would be given, under the names of the operation's form. */
export function Arguments({ type, values }: { type: NodeType | undefined; values: Parameters }) {
  const fields = type ? fieldsOf(type.input_schema, type.ui_schema) : []
  const order = [...fields.map((field) => field.name), ...Object.keys(values)]
  const names = [...new Set(order)].filter((name) => name in values)
  return (
    <dl className="grid grid-cols-[minmax(72px,max-content)_minmax(0,1fr)] gap-x-3 gap-y-1 rounded-lg bg-sunken px-3 py-2 text-xs">
      {names.map((name) => (
        <div key={name} className="contents">
          <dt className="text-text-3">{fields.find((field) => field.name === name)?.label ?? name}</dt>
          <dd className="max-h-40 overflow-y-auto break-words whitespace-pre-wrap">{said(values[name])}</dd>
        </div>
      ))}
    </dl>
  )
}
