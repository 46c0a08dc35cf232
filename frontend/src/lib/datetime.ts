/** Points in time as a form shows them: local time, and an offset or a zone that it follows. */
export interface Moment {
  /** `YYYY-MM-DDTHH:MM`, with `:SS` where there are seconds, as a `datetime-local` input has it. */
  local: string
  /** Empty for what the clocks of a zone show. */
  offset: string
}

const FORM = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/

/** The parts of an ISO 8601 time, with an offset or without; null for anything else, such as an expression. */
export function splitMoment(value: unknown): Moment | null {
  const match = typeof value === 'string' ? FORM.exec(value) : null
  if (!match) return null
  const [, date, time, seconds, offset = ''] = match
  const local = seconds && seconds !== '00' ? `${date}T${time}:${seconds}` : `${date}T${time}`
  return { local, offset: offset === 'Z' ? '+00:00' : offset }
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

/** The offset of a named zone at a local time there; empty for a zone that the browser does not know. */
export function offsetIn(zone: string, local: string): string {
  const utc = Date.parse(`${local}Z`)
  if (Number.isNaN(utc)) return ''
  try {
    const first = minutesAhead(zone, utc)
    return formatOffset(minutesAhead(zone, utc - first * 60_000))
  } catch {
    return ''
  }
}

function minutesAhead(zone: string, utc: number): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(utc)
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/**
 * The moment with other clock hands. An offset that was the one of its zone, or the browser's where no zone is chosen,
 * goes with the date; one that somebody chose stays. In a chosen zone, the clocks there say enough.
 */
export function movedTo(local: string, from: Moment | null, zone: string | null): Moment {
  if (zone) {
    const followed = !from || from.offset === '' || from.offset === offsetIn(zone, from.local)
    return { local, offset: followed ? '' : from.offset }
  }
  if (!from) return { local, offset: ownOffset(local) }
  return { local, offset: from.offset === ownOffset(from.local) ? ownOffset(local) : from.offset }
}

const MINUTES = [
  -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -120, -60, 0, 60, 120, 180, 210, 240, 270,
  300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780, 840,
]

export const OFFSETS: readonly string[] = MINUTES.map(formatOffset)
