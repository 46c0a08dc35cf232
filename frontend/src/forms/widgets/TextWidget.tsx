import { useState, type ClipboardEvent } from 'react'
import { FIELDS, fromCurl, isCurl, type FromCurl } from '@/lib/curl/parse'
import { described, fieldOptions, type FormContext, type Widget } from '../context'

/** One line of text. Emptying it leaves the field out. */
export function TextWidget({ id, value, onChange, onBlur, disabled, rawErrors, required, options, registry }: Widget) {
  const { hint, fallback, source, pastes } = fieldOptions(options)
  const [pasted, setPasted] = useState<FromCurl | null>(null)
  const { fill } = registry.formContext as FormContext
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text')
    if (pastes !== 'curl' || !fill || !isCurl(text)) return
    event.preventDefault()
    const read = fromCurl(text)
    setPasted(read)
    if ('fields' in read) fill({ ...Object.fromEntries(FIELDS.map((name) => [name, undefined])), ...read.fields })
  }
  return (
    <>
      <input
        id={id}
        type="text"
        className="field"
        autoComplete="off"
        spellCheck={source.format === undefined}
        inputMode={source.format === 'email' ? 'email' : undefined}
        disabled={disabled}
        value={typeof value === 'string' || typeof value === 'number' ? String(value) : ''}
        placeholder={typeof fallback === 'string' && fallback ? fallback : hint}
        onPaste={paste}
        onChange={(event) => {
          setPasted(null)
          onChange(event.target.value || undefined)
        }}
        onBlur={() => onBlur(id, value)}
        {...described(id, rawErrors, required)}
      />
      {pasted && <Pasted read={pasted} />}
    </>
  )
}

/** What became of a pasted command. */
function Pasted({ read }: { read: FromCurl }) {
  if ('problem' in read) {
    return (
      <p role="alert" className="mt-1 text-xs text-error">
        {read.problem} Nothing has been changed.
      </p>
    )
  }
  return (
    <div role="status" className="mt-1 text-xs text-text-2">
      <p>The curl command has filled in the form.</p>
      {read.notes.map((note) => (
        <p key={note} className="text-warning">
          {note}
        </p>
      ))}
    </div>
  )
}
