import { described, fieldOptions, type Widget } from '../context'

/** Text of several lines; the box grows with it. */
export function TextareaWidget({ id, value, onChange, onBlur, disabled, rawErrors, required, options }: Widget) {
  const { hint, fallback } = fieldOptions(options)
  return (
    <textarea
      id={id}
      rows={4}
      className="field max-h-80 min-h-24 resize-y [field-sizing:content]"
      disabled={disabled}
      value={typeof value === 'string' ? value : ''}
      placeholder={typeof fallback === 'string' && fallback ? fallback : hint}
      onChange={(event) => onChange(event.target.value || undefined)}
      onBlur={() => onBlur(id, value)}
      {...described(id, rawErrors, required)}
    />
  )
}
