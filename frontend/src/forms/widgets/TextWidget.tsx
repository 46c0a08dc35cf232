import { described, fieldOptions, type Widget } from '../context'

/** One line of text. Emptying it leaves the field out. */
export function TextWidget({ id, value, onChange, onBlur, disabled, rawErrors, required, options }: Widget) {
  const { hint, fallback, source } = fieldOptions(options)
  return (
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
      onChange={(event) => onChange(event.target.value || undefined)}
      onBlur={() => onBlur(id, value)}
      {...described(id, rawErrors, required)}
    />
  )
}
