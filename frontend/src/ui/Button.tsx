import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'
import { Spinner } from './Spinner'

const LOOKS = {
  primary: 'bg-accent text-on-accent shadow-card hover:not-disabled:bg-accent-hover',
  secondary: 'border border-line-strong bg-surface text-text shadow-card hover:not-disabled:bg-hover',
  ghost: 'text-text-2 hover:not-disabled:bg-hover hover:not-disabled:text-text',
  danger: 'bg-error-fill text-on-accent shadow-card hover:not-disabled:brightness-95',
  quiet: 'text-accent-text hover:not-disabled:bg-accent-soft',
} as const

const SIZES = { sm: 'h-7 gap-1.5 px-2 text-xs', md: 'h-8 gap-1.5 px-3 text-sm' } as const

interface Props extends ComponentProps<'button'> {
  look?: keyof typeof LOOKS
  size?: keyof typeof SIZES
  icon?: ReactNode
  busy?: boolean
}

/** A button with a verb on it. While busy it keeps its width and cannot be pressed again. */
export function Button({ look = 'secondary', size = 'md', icon, busy, className, children, disabled, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-[7px] font-medium whitespace-nowrap transition-colors',
        'disabled:opacity-50',
        LOOKS[look],
        SIZES[size],
        className,
      )}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}
