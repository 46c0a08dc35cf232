import type { ReactNode } from 'react'
import type { Tone } from '@/lib/states'
import { cx } from './cx'
import { TONE_SOFT } from './tones'

export function Badge({ tone = 'neutral', className, children }: { tone?: Tone; className?: string; children: ReactNode }) {
  return (
    <span
      className={cx(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-[5px] px-1.5 text-2xs font-medium whitespace-nowrap',
        TONE_SOFT[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}
