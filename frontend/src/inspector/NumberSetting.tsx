import { useId, useState } from 'react'
import { exactNumber } from '@/lib/numbers'

interface Props {
  label: string
  unit: string
  /** How many of what is stored are one of what is typed. */
  factor: number
  most: number
  value: number | null
  onChange: (value: number | null) => void
}

/** A number that may be left out; what is no such number is marked and not taken. */
export function NumberSetting({ label, unit, factor, most, value, onChange }: Props) {
  const id = useId()
  const [text, setText] = useState<string | null>(null)
  const number = text === null ? null : exactNumber(text)
  const isWrong = text !== null && text.trim() !== '' && (number == null || number < 0 || number > most || !Number.isInteger(number * factor))
  const take = (next: string) => {
    setText(next)
    const typed = exactNumber(next)
    if (next.trim() === '') onChange(null)
    else if (typed != null && typed >= 0 && typed <= most && Number.isInteger(typed * factor)) onChange(typed * factor)
  }
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-text-2">
        {label}
        {unit && <span className="font-normal text-text-3"> ({unit})</span>}
      </label>
      <input
        id={id}
        className="field tabular"
        inputMode="decimal"
        autoComplete="off"
        placeholder="Usual"
        aria-invalid={isWrong || undefined}
        value={text ?? (value === null ? '' : String(value / factor))}
        onChange={(event) => take(event.target.value)}
        onBlur={() => !isWrong && setText(null)}
      />
    </div>
  )
}
