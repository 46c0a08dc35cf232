import { Toggle } from '@/ui/Toggle'
import { fieldOptions, type Widget } from '../context'

/** On or off; untouched it shows the default and sends nothing. */
export function SwitchWidget({ id, value, onChange, disabled, options }: Widget) {
  const { fallback } = fieldOptions(options)
  return <Toggle id={id} checked={Boolean(value ?? fallback)} disabled={disabled} onChange={onChange} />
}
