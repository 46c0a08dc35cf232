import { useState, type KeyboardEvent } from 'react'
import { addEntries } from '@/lib/tags'
import { described, fieldOptions, type Widget } from '../context'
import { Chip } from './Chip'

/** A list of short texts such as addresses: Enter, comma or leaving adds, Backspace takes the last back. */
export function TagsWidget({ id, value, onChange, onBlur, disabled, rawErrors, required, options }: Widget) {
  const { hint, source } = fieldOptions(options)
  const [text, setText] = useState('')
  const entries = (Array.isArray(value) ? value : []).map(String)
  const numeric = source.items?.type === 'integer' || source.items?.type === 'number'

  const replace = (next: readonly string[]) => {
    const typed = numeric ? next.map((entry) => (Number.isFinite(Number(entry)) ? Number(entry) : entry)) : next
    onChange(next.length > 0 ? typed : undefined)
  }
  const take = (raw: string) => {
    if (raw.trim()) replace(addEntries(entries, raw))
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey && text.trim()) {
      event.preventDefault()
      take(text)
    }
    if (event.key === 'Backspace' && !text && entries.length > 0) {
      event.preventDefault()
      setText(entries.at(-1) ?? '')
      replace(entries.slice(0, -1))
    }
  }
  return (
    <div className="field flex min-h-8 flex-wrap items-center gap-1 px-1 py-[3px]" aria-invalid={Boolean(rawErrors?.length)}>
      {entries.map((entry, index) => (
        <Chip key={entry} label={entry} disabled={disabled} onRemove={() => replace(entries.filter((_, at) => at !== index))} />
      ))}
      <input
        id={id}
        type="text"
        autoComplete="off"
        disabled={disabled}
        inputMode={source.items?.format === 'email' ? 'email' : undefined}
        value={text}
        placeholder={entries.length === 0 ? hint || 'Type and press Enter' : ''}
        onChange={(event) => (/[,;\n]/.test(event.target.value) ? take(event.target.value) : setText(event.target.value))}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text')
          if (!/[,;\n]/.test(pasted)) return
          event.preventDefault()
          take(`${text}${pasted}`)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          take(text)
          onBlur(id, value)
        }}
        className="h-6 min-w-24 flex-1 bg-transparent px-1.5 outline-none placeholder:text-text-3"
        {...described(id, rawErrors, required)}
      />
    </div>
  )
}
