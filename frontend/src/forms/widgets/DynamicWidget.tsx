import { Combobox } from '@/ui/Combobox'
import { fieldOptions, type Widget } from '../context'
import { useDynamicOptions } from '../useDynamicOptions'

/** One choice out of the connected account, found by typing; an identifier can be typed as well. */
export function DynamicWidget({ id, value, onChange, disabled, rawErrors, options, registry, label }: Widget) {
  const { fieldName, fallback } = fieldOptions(options)
  const { choices, busy, note, search, load } = useDynamicOptions(registry.formContext, fieldName)
  const current = typeof value === 'string' && value ? value : null
  return (
    <div onPointerEnter={load} onFocusCapture={load}>
      <Combobox
        id={id}
        label={label}
        value={current}
        placeholder={typeof fallback === 'string' ? fallback : 'Choose…'}
        choices={choices}
        busy={busy}
        note={note}
        onSearch={search}
        onChange={onChange}
        disabled={disabled}
        invalid={Boolean(rawErrors?.length)}
        free
      />
    </div>
  )
}
