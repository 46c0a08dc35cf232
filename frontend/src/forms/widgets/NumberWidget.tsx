import { useState } from 'react'
import { exactNumber } from '@/lib/numbers'
import { described, fieldOptions, type Widget } from '../context'

/** What was typed, as a number if it arrives as typed; other text stays as it is and is judged by the validation. */
function parse(text: string): number | string | undefined {
  return exactNumber(text) ?? (text.trim() || undefined)
}

function range(minimum: unknown, maximum: unknown): string {
  if (typeof minimum === 'number' && typeof maximum === 'number') return `${minimum} to ${maximum.toLocaleString('en')}`
  if (typeof minimum === 'number') return `${minimum} or more`
  return typeof maximum === 'number' ? `${maximum} or less` : ''
}

export function NumberWidget({ id, value, onChange, onBlur, disabled, rawErrors, required, options }: Widget) {
  const { hint, fallback, source } = fieldOptions(options)
  const [text, setText] = useState(value === undefined ? '' : String(value))
  const shown = parse(text) === value ? text : value === undefined ? '' : String(value)
  const allowed = range(source.minimum, source.maximum)
  return (
    <span className="relative block">
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        className="field tabular"
        disabled={disabled}
        value={shown}
        placeholder={fallback === undefined ? hint : String(fallback)}
        onChange={(event) => {
          setText(event.target.value)
          onChange(parse(event.target.value))
        }}
        onBlur={() => onBlur(id, value)}
        {...described(id, rawErrors, required)}
      />
      {allowed && (
        <span className="tabular pointer-events-none absolute top-1.5 right-2.5 bg-surface pl-2 text-xs text-text-3">{allowed}</span>
      )}
    </span>
  )
}
