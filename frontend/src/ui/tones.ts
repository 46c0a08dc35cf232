/** Text and background classes of each tone. */
import type { Tone } from '@/lib/states'

export const TONE_TEXT: Record<Tone, string> = {
  neutral: 'text-neutral',
  running: 'text-running',
  waiting: 'text-waiting',
  success: 'text-success',
  warning: 'text-warning',
  error: 'text-error',
  unknown: 'text-unknown',
}

export const TONE_SOFT: Record<Tone, string> = {
  neutral: 'bg-neutral-soft text-neutral',
  running: 'bg-running-soft text-running',
  waiting: 'bg-waiting-soft text-waiting',
  success: 'bg-success-soft text-success',
  warning: 'bg-warning-soft text-warning',
  error: 'bg-error-soft text-error',
  unknown: 'bg-unknown-soft text-unknown',
}
