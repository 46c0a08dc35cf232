import type { FieldProps, RJSFSchema } from '@rjsf/utils'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/ui/Button'
import { IconButton } from '@/ui/IconButton'
import { errorId, type FormContext } from '../context'

type Row = [key: string, value: string]

function rowsOf(value: unknown): Row[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([key, each]) => [key, String(each)])
}

/** Names and values of the person's own choosing. Rows without a name are not sent. */
export function KeyValueField({ formData, onChange, fieldPathId, disabled, schema }: FieldProps<unknown, RJSFSchema, FormContext>) {
  const [rows, setRows] = useState<Row[]>(() => rowsOf(formData))
  const replace = (next: Row[]) => {
    setRows(next)
    const named = next.filter(([key]) => key.trim())
    onChange(named.length > 0 ? Object.fromEntries(named) : undefined, fieldPathId.path)
  }
  const names = rows.map(([key]) => key).filter((key) => key.trim())
  const twice = names.find((key, index) => names.indexOf(key) !== index)
  const change = (index: number, row: Row) => replace(rows.map((each, at) => (at === index ? row : each)))
  return (
    <div id={fieldPathId.$id} role="group" aria-label={schema.title} className="flex flex-col gap-1.5">
      {rows.map(([key, value], index) => (
        <div key={index} className="flex gap-1.5">
          <input aria-label={`Name ${index + 1}`} className="field flex-1" placeholder="Name" disabled={disabled} value={key} onChange={(event) => change(index, [event.target.value, value])} />
          <input aria-label={`Value ${index + 1}`} className="field flex-[1.4]" placeholder="Value" disabled={disabled} value={value} onChange={(event) => change(index, [key, event.target.value])} />
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
