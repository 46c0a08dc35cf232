import { Plus } from 'lucide-react'
import { Combobox } from '@/ui/Combobox'
import { fieldOptions, type Widget } from '../context'
import { useDynamicOptions } from '../useDynamicOptions'
import { Chip } from './Chip'

/** Several choices out of the connected account. */
export function DynamicManyWidget({ id, value, onChange, disabled, options, registry, label }: Widget) {
  const { choices, labelOf, busy, note, search, load } = useDynamicOptions(registry.formContext, fieldOptions(options))
  const taken = (Array.isArray(value) ? value : []).map(String)
  const replace = (next: string[]) => onChange(next.length > 0 ? next : undefined)
  return (
    <div className="field flex min-h-8 flex-wrap items-center gap-1 px-1 py-[3px]">
      {taken.map((each) => (
        <Chip key={each} label={labelOf(each)} disabled={disabled} onRemove={() => replace(taken.filter((other) => other !== each))} />
      ))}
      <Combobox
        label={`Add to ${label}`}
        value={null}
        placeholder="Add"
        choices={choices.filter((choice) => !taken.includes(choice.value))}
        busy={busy}
        note={note}
        onOpen={load}
        onSearch={search}
        onChange={(next) => replace([...new Set([...taken, next])])}
        free
        trigger={
          <button
            type="button"
            id={id}
            disabled={disabled}
            aria-haspopup="listbox"
            className="flex h-6 items-center gap-1 rounded-[5px] px-1.5 text-xs text-text-2 hover:bg-hover"
          >
            <Plus size={12} aria-hidden /> Add
          </button>
        }
      />
    </div>
  )
}
