/** Points in time with an offset, split for two inputs and joined again. */
export interface Moment {
  /** `YYYY-MM-DDTHH:MM`, with `:SS` where there are seconds, as a `datetime-local` input has it. */
  local: string
  offset: string
}

const FORM = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/** The parts of an ISO 8601 time with offset; null for anything else, such as an expression. */
export function splitMoment(value: unknown): Moment | null {
  const match = typeof value === 'string' ? FORM.exec(value) : null
  if (!match) return null
  const [, date, time, seconds, offset] = match
  const local = seconds && seconds !== '00' ? `${date}T${time}:${seconds}` : `${date}T${time}`
  return { local, offset: !offset || offset === 'Z' ? '+00:00' : offset }
}

export function joinMoment({ local, offset }: Moment): string {
  return local.length > 'YYYY-MM-DDTHH:MM'.length ? `${local}${offset}` : `${local}:00${offset}`
}

export function formatOffset(minutes: number): string {
  const part = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${part(minutes / 60)}:${part(minutes % 60)}`
}

/** The browser's own offset at a local time. */
export function ownOffset(local: string): string {
  const date = local ? new Date(local) : new Date()
  return formatOffset(Number.isNaN(date.getTime()) ? 0 : -date.getTimezoneOffset())
}

const MINUTES = [
  -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -120, -60, 0, 60, 120, 180, 210, 240, 270,
  300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780, 840,
]

export const OFFSETS: readonly string[] = MINUTES.map(formatOffset)
