import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'
import { Kbd } from './Kbd'
import { Tooltip } from './Tooltip'

interface Props extends Omit<ComponentProps<'button'>, 'aria-label'> {
  label: string
  keys?: readonly string[]
  side?: 'top' | 'bottom' | 'left' | 'right'
  size?: 'sm' | 'md'
  pressed?: boolean
  children: ReactNode
}

/** A square button with an icon; its name is on hover and for screen readers. */
export function IconButton({ label, keys, side, size = 'md', pressed, className, children, ...rest }: Props) {
  const button = (
    <button
      type="button"
      {...rest}
      aria-label={label}
      aria-pressed={pressed}
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-[7px] text-text-2 transition-colors',
        'hover:not-disabled:bg-hover hover:not-disabled:text-text disabled:opacity-40',
        pressed && 'bg-accent-soft text-accent-text',
        size === 'sm' ? 'size-6' : 'size-8',
        className,
      )}
    >
      {children}
    </button>
  )
  const words = (
    <span className="flex items-center gap-1.5">
      {label}
      {keys && <Kbd keys={keys} onDark />}
    </span>
  )
  return (
    <Tooltip label={words} side={side}>
      {button}
    </Tooltip>
  )
}
