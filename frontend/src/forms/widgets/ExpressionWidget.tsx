import { described, type Widget } from '../context'
import { ExpressionInput } from '../ExpressionInput'

/** A field that is always worked out. Written without braces it is taken for one expression as a whole. */
export function ExpressionWidget({ id, value, onChange, onBlur, disabled, rawErrors, required }: Widget) {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
  return (
    <ExpressionInput
      id={id}
      value={text}
      disabled={disabled}
      invalid={Boolean(rawErrors?.length)}
      describedBy={described(id, rawErrors, required)['aria-describedby']}
      onChange={(next) => onChange(next || undefined)}
      onBlur={() => {
        if (text.trim() && !text.includes('{{')) onChange(`{{ ${text.trim()} }}`)
        onBlur(id, value)
      }}
    />
  )
}
