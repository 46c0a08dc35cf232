import { useState, type KeyboardEvent } from 'react'
import { exactNumber } from '@/lib/numbers'
import { addEntries, splitEntries, typedSoFar } from '@/lib/tags'
import { described, fieldOptions, type Widget } from '../context'
import { Chip } from './Chip'

/**
 * A list of short texts such as addresses: Enter, leaving or a separator of the field's own grammar adds, Backspace
 * takes the last back.
 */
export function TagsWidget({ id, value, onChange, onBlur, disabled, rawErrors, required, options }: Widget) {
  const { hint, source, splits } = fieldOptions(options)
  const [text, setText] = useState('')
  const entries = (Array.isArray(value) ? value : []).map(String)
  const numeric = source.items?.type === 'integer' || source.items?.type === 'number'

  const replace = (next: readonly string[]) => {
    const typed = numeric ? next.map((entry) => exactNumber(entry) ?? entry) : next
    onChange(next.length > 0 ? typed : undefined)
  }
  const add = (added: readonly string[], rest: string) => {
    if (added.length > 0) replace(addEntries(entries, added, splits))
    setText(rest)
  }
  const take = (raw: string) => add(splitEntries(raw, splits), '')
  const type = (raw: string) => {
    const { entries: complete, rest } = typedSoFar(raw, splits)
    add(complete, rest)
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
        <Chip key={`${index}:${entry}`} label={entry} disabled={disabled} onRemove={() => replace(entries.filter((_, at) => at !== index))} />
      ))}
      <input
        id={id}
        type="text"
        autoComplete="off"
        disabled={disabled}
        inputMode={source.items?.format === 'email' ? 'email' : undefined}
        value={text}
        placeholder={entries.length === 0 ? hint || 'Type and press Enter' : ''}
        onChange={(event) => type(event.target.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text')
          if (splitEntries(pasted, splits).length < 2) return
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
