import { described, type Widget } from '../context'
import { TextWidget } from './TextWidget'

export function DateWidget(props: Widget) {
  const { id, value, onChange, onBlur, disabled, rawErrors, required } = props
  if (typeof value === 'string' && value && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return <TextWidget {...props} />
  return (
    <input
      id={id}
      type="date"
      className="field tabular"
      disabled={disabled}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || undefined)}
      onBlur={() => onBlur(id, value)}
      {...described(id, rawErrors, required)}
    />
  )
}
