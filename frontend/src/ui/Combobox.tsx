import { Command } from 'cmdk'
import { Check, ChevronDown } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { Popover } from './Popover'
import { cx } from './cx'
import { Spinner } from './Spinner'

export interface Choice {
  value: string
  label: string
  detail?: string
  icon?: ReactNode
}

interface Props {
  id?: string
  label: string
  value: string | null
  shown?: ReactNode
  placeholder: string
  choices: readonly Choice[]
  onChange: (value: string) => void
  onSearch?: (words: string) => void
  onOpen?: () => void
  searchLabel?: string
  busy?: boolean
  note?: ReactNode
  footer?: (close: () => void) => ReactNode
  disabled?: boolean
  invalid?: boolean
  trigger?: ReactNode
  align?: 'start' | 'end'
  /** Offer to take what was typed as it is. */
  free?: boolean
}

/** Choose one of many with search. With `onSearch` the choices come from the server, else they are filtered here. */
export function Combobox(props: Props) {
  const describedBy = useId()
  const { id, label, value, shown, placeholder, choices, onChange, onSearch, busy, note, footer, disabled, align } = props
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState('')
  const current = choices.find((choice) => choice.value === value)
  const close = () => {
    setOpen(false)
    setWords('')
    onSearch?.('')
  }
  const take = (next: string) => {
    onChange(next)
    close()
  }
  const trigger = props.trigger ?? (
    <button
      type="button"
      id={id}
      disabled={disabled}
      aria-label={label}
      aria-describedby={describedBy}
      aria-haspopup="listbox"
      data-invalid={props.invalid || undefined}
      className="field flex items-center gap-2 text-left"
    >
      <span id={describedBy} className={cx('min-w-0 flex-1 truncate', !value && !shown && 'text-text-3')}>
        {shown ?? current?.label ?? value ?? placeholder}
      </span>
      <ChevronDown size={14} className="shrink-0 text-text-3" aria-hidden />
    </button>
  )
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        if (!next) return close()
        setOpen(true)
        props.onOpen?.()
      }}
      trigger={trigger}
      label={label}
      align={align}
      className="w-[max(var(--radix-popover-trigger-width),264px)] overflow-hidden"
    >
      <Command label={label} shouldFilter={!onSearch} className="flex max-h-80 flex-col">
        <div className="flex items-center border-b pr-2">
          <Command.Input
            value={words}
            onValueChange={(next) => {
              setWords(next)
              onSearch?.(next)
            }}
            placeholder={props.searchLabel ?? 'Search…'}
            className="h-9 min-w-0 flex-1 bg-transparent px-3 outline-none placeholder:text-text-3"
          />
          {busy && <Spinner />}
        </div>
        <Command.List className="min-h-0 flex-1 overflow-y-auto p-1">
          {note}
          {!busy && !note && <Command.Empty className="px-2 py-3 text-text-3">Nothing found.</Command.Empty>}
          {choices.map((choice) => (
            <Command.Item
              key={choice.value}
              value={choice.value}
              keywords={[choice.label, choice.detail ?? '']}
              onSelect={() => take(choice.value)}
              className="flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 data-[selected=true]:bg-hover"
            >
              {choice.icon}
              <span className="min-w-0 flex-1">
                <span className="block truncate">{choice.label}</span>
                {choice.detail && <span className="block truncate text-xs text-text-3">{choice.detail}</span>}
              </span>
              {choice.value === value && <Check size={14} className="text-accent-text" aria-label="Chosen" />}
            </Command.Item>
          ))}
          {props.free && words && !choices.some((choice) => choice.value === words) && (
            <Command.Item
              value={words}
              forceMount
              onSelect={() => take(words)}
              className="flex min-h-8 cursor-pointer items-center rounded-md px-2 data-[selected=true]:bg-hover"
            >
              Use “{words}”
            </Command.Item>
          )}
        </Command.List>
        {footer && <div className="border-t p-1">{footer(close)}</div>}
      </Command>
    </Popover>
  )
}
