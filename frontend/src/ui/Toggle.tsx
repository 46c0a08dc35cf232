import { Switch } from 'radix-ui'

interface Props {
  id?: string
  label?: string
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
}

/** An on-off switch. Give it `id` with a label element, or `label`. */
export function Toggle({ id, label, checked, disabled, onChange }: Props) {
  return (
    <Switch.Root
      id={id}
      aria-label={label}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      className="relative inline-flex h-[18px] w-[30px] shrink-0 items-center rounded-full bg-control transition-colors disabled:opacity-50 data-[state=checked]:bg-accent"
    >
      <Switch.Thumb className="block size-[14px] translate-x-[2px] rounded-full bg-white shadow-card transition-transform data-[state=checked]:translate-x-[14px]" />
    </Switch.Root>
  )
}
