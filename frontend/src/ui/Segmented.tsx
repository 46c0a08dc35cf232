import { ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx'

interface Props<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: ReactNode }[]
  onChange: (value: T) => void
  size?: 'sm' | 'md'
  disabled?: boolean
  stretch?: boolean
}

/** A few choices side by side, one of them taken. */
export function Segmented<T extends string>({ label, value, options, onChange, size = 'md', disabled, stretch }: Props<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      disabled={disabled}
      onValueChange={(next) => next && onChange(next as T)}
      className={cx('inline-flex rounded-[7px] bg-pressed/70 p-0.5', stretch && 'w-full')}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className={cx(
            'inline-flex items-center justify-center gap-1.5 rounded-[5.5px] font-medium text-text-2 transition-colors',
            'hover:not-disabled:text-text data-[state=on]:bg-chosen data-[state=on]:text-text data-[state=on]:shadow-card',
            'disabled:opacity-50',
            size === 'sm' ? 'h-6 px-2 text-xs' : 'h-7 px-3 text-sm',
            stretch && 'flex-auto',
          )}
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
