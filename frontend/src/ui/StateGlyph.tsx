import { Ban, CircleAlert, CircleCheck, CircleHelp, Clock, Hourglass, LoaderCircle, SkipForward, type LucideIcon } from 'lucide-react'
import { STATE_TONES, STATE_WORDS } from '@/lib/states'
import type { StepState } from '@/socket/messages'
import { cx } from './cx'
import { TONE_TEXT } from './tones'

const GLYPHS: Record<StepState, LucideIcon> = {
  queued: Clock,
  running: LoaderCircle,
  waiting: Hourglass,
  succeeded: CircleCheck,
  failed: CircleAlert,
  cancelled: Ban,
  skipped: SkipForward,
  outcome_unknown: CircleHelp,
}

/** The state of a step: a glyph of its own in its colour, with its name for screen readers. */
export function StateGlyph({ state, size = 15 }: { state: StepState; size?: number }) {
  const Glyph = GLYPHS[state]
  return (
    <Glyph
      size={size}
      strokeWidth={2.2}
      role="img"
      aria-label={STATE_WORDS[state]}
      className={cx(TONE_TEXT[STATE_TONES[state]], state === 'running' && 'animate-spin motion-reduce:animate-none')}
    />
  )
}
