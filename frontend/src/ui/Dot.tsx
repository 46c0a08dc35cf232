import type { Tone } from '@/lib/states'
import { cx } from './cx'

const FILL: Record<Tone, string> = {
  neutral: 'bg-neutral',
  running: 'bg-running',
  waiting: 'bg-waiting',
  success: 'bg-success',
  warning: 'bg-warning',
  error: 'bg-error',
  unknown: 'bg-unknown',
}

/** A small dot. It always stands beside words, which carry the meaning. */
export function Dot({ tone, pulse }: { tone: Tone; pulse?: boolean }) {
  return (
    <span
      aria-hidden
      className={cx('inline-block size-1.5 shrink-0 rounded-full', FILL[tone], pulse && 'animate-pulse motion-reduce:animate-none')}
    />
  )
}
