/** The one error type of everything the server, the socket or the network refuses. */
import type { FieldProblem, SocketError } from '@/socket/messages'

export class ProblemError extends Error {
  readonly code: string
  readonly status: number | null
  readonly errors: FieldProblem[]
  readonly retryAfter: number | null
  readonly connectUrl: string | null
  /** The whole answer, where it says more than the error. */
  readonly answer: unknown

  constructor(problem: Partial<SocketError> & { status?: number; title?: string; answer?: unknown }) {
    super(problem.detail || problem.title || 'Something went wrong.')
    this.name = 'ProblemError'
    this.code = problem.code ?? 'internal_error'
    this.status = problem.status ?? null
    this.errors = problem.errors ?? []
    this.retryAfter = problem.retry_after ?? null
    this.connectUrl = problem.connect_url ?? null
    this.answer = problem.answer
  }
}

export function offline(detail: string): ProblemError {
  return new ProblemError({ code: 'offline', detail })
}

export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  return new ProblemError({ detail: error instanceof Error ? error.message : String(error) })
}

/** A heading for a problem, by its code. */
const HEADINGS: Record<string, string> = {
  input_error: 'Some fields need attention',
  unauthenticated: 'You are signed out',
  permission_denied: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Changed meanwhile',
  not_connected: 'No account is connected',
  reconnect_required: 'The account has to be connected again',
  scope_missing: 'The account lacks a permission',
  rate_limited: 'Too many requests',
  remote_rejected: 'The service refused',
  remote_unavailable: 'The service does not answer',
  outcome_unknown: 'The outcome is unknown',
  payload_too_large: 'Too large',
  budget_exceeded: 'The budget is used up',
  offline: 'No connection to the server',
  timeout: 'No answer in time',
}

export function headingOf(code: string): string {
  return HEADINGS[code] ?? 'Something went wrong'
}
