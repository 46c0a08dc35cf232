import { sentenceCase } from '@/lib/words'
import { described, fieldOptions, type Widget } from '../context'

function words(value: unknown): string {
  return typeof value === 'string' ? sentenceCase(value) : String(value)
}

/** One of a few fixed values; untouched it shows the default. */
export function SelectWidget({ id, value, onChange, onBlur, disabled, rawErrors, required, options }: Widget) {
  const { fallback, source } = fieldOptions(options)
  const values = source.enum ?? []
  const current = values.indexOf(value ?? fallback)
  return (
    <select
      id={id}
      className="field"
      disabled={disabled}
      value={current}
      onChange={(event) => onChange(values[Number(event.target.value)])}
      onBlur={() => onBlur(id, value)}
      {...described(id, rawErrors, required)}
    >
      {current < 0 && <option value={-1}>Choose…</option>}
      {values.map((each, index) => (
        <option key={String(each)} value={index}>
          {words(each)}
        </option>
      ))}
    </select>
  )
}
