import { Combobox } from '@/ui/Combobox'
import { fieldOptions, type Widget } from '../context'
import { useDynamicOptions } from '../useDynamicOptions'

/** One choice out of the connected account, found by typing; an identifier can be typed as well. */
export function DynamicWidget({ id, value, onChange, disabled, rawErrors, options, registry, label }: Widget) {
  const own = fieldOptions(options)
  const { fallback } = own
  const { choices, labelOf, busy, note, search, load } = useDynamicOptions(registry.formContext, own)
  const current = typeof value === 'string' && value ? value : null
  return (
    <Combobox
      id={id}
      label={label}
      value={current}
      shown={current ? labelOf(current) : undefined}
      placeholder={typeof fallback === 'string' ? labelOf(fallback) : 'Choose…'}
      choices={choices}
      busy={busy}
      note={note}
      onOpen={load}
      onSearch={search}
      onChange={onChange}
      disabled={disabled}
      invalid={Boolean(rawErrors?.length)}
      free
    />
  )
}
