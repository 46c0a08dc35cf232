/** The states of a step, in words. Glyph and colour belong to the component that shows them. */
import type { ConnectionStatus, RunState, StepState } from '@/socket/messages'

const FINAL: ReadonlySet<StepState> = new Set(['succeeded', 'failed', 'cancelled', 'skipped', 'outcome_unknown'])

export function isFinal(state: StepState): boolean {
  return FINAL.has(state)
}

export function isRunOver(state: RunState): boolean {
  return isFinal(state)
}

export const STATE_WORDS: Record<StepState, string> = {
  queued: 'Queued',
  running: 'Running',
  waiting: 'Waiting',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
  outcome_unknown: 'Outcome unknown',
}

export type Tone = 'neutral' | 'running' | 'waiting' | 'success' | 'warning' | 'error' | 'unknown'

export const STATE_TONES: Record<StepState, Tone> = {
  queued: 'neutral',
  running: 'running',
  waiting: 'waiting',
  succeeded: 'success',
  failed: 'error',
  cancelled: 'neutral',
  skipped: 'neutral',
  outcome_unknown: 'unknown',
}

export const CONNECTION_WORDS: Record<ConnectionStatus, string> = {
  pending: 'Waiting for confirmation',
  active: 'Connected',
  refresh_failing: 'Cannot be refreshed at the moment',
  needs_reconnect: 'Has to be connected again',
  scope_missing: 'A permission is missing',
  paused: 'Paused',
  revoked: 'Disconnected',
}

export const CONNECTION_TONES: Record<ConnectionStatus, Tone> = {
  pending: 'waiting',
  active: 'success',
  refresh_failing: 'warning',
  needs_reconnect: 'error',
  scope_missing: 'warning',
  paused: 'neutral',
  revoked: 'neutral',
}

const REASONS: Record<string, string> = {
  no_refresh_token: 'The provider gave no permission to stay connected.',
  invalid_grant: 'The provider no longer accepts this connection.',
  refresh_interrupted: 'A refresh was interrupted and could not be repeated.',
  access_expired: 'The access has ended; the provider gives it for a limited time.',
  access_refused: 'The provider no longer accepts this connection.',
  access_denied: 'Its organisation keeps this account from the app; an administrator there can allow it.',
  admin_policy_enforced: 'An administrator of its organisation has to allow the app.',
  policy_enforced: 'The provider protects this account from apps like this one.',
  org_internal: 'The OAuth app is for accounts of its own organisation alone.',
  test_mode_expired: 'The provider ends connections of apps in test mode after a few days.',
}

export function reasonWords(reason: string | null): string {
  if (!reason) return ''
  return REASONS[reason] ?? reason.replaceAll('_', ' ')
}

/** A connection that can be used, perhaps with a warning. */
export function isUsable(status: ConnectionStatus): boolean {
  return status === 'active' || status === 'refresh_failing' || status === 'scope_missing'
}
