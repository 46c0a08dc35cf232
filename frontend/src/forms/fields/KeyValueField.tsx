import type { FieldProps, RJSFSchema } from '@rjsf/utils'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/ui/Button'
import { IconButton } from '@/ui/IconButton'
import { errorId, type FormContext } from '../context'

/** The value as it came stays with its text until that is changed, so that a number or a list is not made text unasked. */
type Row = [key: string, text: string, value?: unknown]

function rowsOf(value: unknown): Row[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([key, each]) => [key, typeof each === 'string' ? each : JSON.stringify(each), each])
}

const valueOf = ([, text, value]: Row) => value ?? text

/** Names and values of the person's own choosing. Rows without a name are not sent. */
export function KeyValueField({ formData, onChange, fieldPathId, disabled, schema }: FieldProps<unknown, RJSFSchema, FormContext>) {
  const [rows, setRows] = useState<Row[]>(() => rowsOf(formData))
  const replace = (next: Row[]) => {
    setRows(next)
    const named = next.filter(([key]) => key.trim()).map((row) => [row[0], valueOf(row)])
    onChange(named.length > 0 ? Object.fromEntries(named) : undefined, fieldPathId.path)
  }
  const names = rows.map(([key]) => key).filter((key) => key.trim())
  const twice = names.find((key, index) => names.indexOf(key) !== index)
  const change = (index: number, row: Row) => replace(rows.map((each, at) => (at === index ? row : each)))
  return (
    <div id={fieldPathId.$id} role="group" aria-label={schema.title} className="flex flex-col gap-1.5">
      {rows.map(([key, text, value], index) => (
        <div key={index} className="flex gap-1.5">
          <input aria-label={`Name ${index + 1}`} className="field flex-1" placeholder="Name" disabled={disabled} value={key} onChange={(event) => change(index, [event.target.value, text, value])} />
          <input aria-label={`Value ${index + 1}`} className="field flex-[1.4]" placeholder="Value" disabled={disabled} value={text} onChange={(event) => change(index, [key, event.target.value])} />
          <IconButton label={`Remove row ${index + 1}`} side="top" onClick={() => replace(rows.filter((_, at) => at !== index))}>
            <Trash2 size={14} />
          </IconButton>
        </div>
      ))}
      {twice !== undefined && (
        <p id={errorId(fieldPathId.$id)} role="alert" className="text-xs text-error">
          “{twice}” is named twice; only the last one is sent.
        </p>
      )}
      <Button size="sm" look="ghost" className="self-start" icon={<Plus size={13} />} onClick={() => setRows([...rows, ['', '']])}>
        Add a value
      </Button>
    </div>
  )
}
