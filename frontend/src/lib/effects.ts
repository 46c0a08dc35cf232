/** What an operation does to the world, in words. */
import type { Effect } from '@/api/types'
import type { Tone } from './states'

export const EFFECT_WORDS: Record<Effect, { short: string; long: string; tone: Tone }> = {
  read: { short: 'Reads', long: 'Only reads; it can be repeated at will.', tone: 'neutral' },
  idempotent_write: { short: 'Changes', long: 'Changes data; repeating it has the same effect once.', tone: 'running' },
  write: { short: 'Creates', long: 'Creates or sends something; repeating it does it again.', tone: 'warning' },
  destructive: { short: 'Deletes', long: 'Deletes; you are asked before it runs.', tone: 'error' },
}
