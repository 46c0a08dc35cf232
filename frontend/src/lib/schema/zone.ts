/** Times that are told by a zone chosen in another field: choosing one keeps what the clocks show. */
import { joinMoment, splitMoment } from '../datetime'
import type { Field } from './fields'
import type { Parameters } from './types'

/** The zone that counts for a field; null where none is chosen. */
export function zoneOf(name: string | null, values: Parameters | undefined): string | null {
  const zone = name === null ? null : values?.[name]
  return typeof zone === 'string' && zone ? zone : null
}

/** The values after a change: where another zone was chosen, nine o'clock stays nine o'clock, in that zone. */
export function followZones(fields: readonly Field[], before: Parameters, after: Parameters): Parameters {
  const moved = fields.flatMap((field) => {
    const zone = zoneOf(field.zone, after)
    if (zone === null || zone === zoneOf(field.zone, before)) return []
    const moment = splitMoment(after[field.name])
    return moment?.offset ? [[field.name, joinMoment({ ...moment, offset: '' })] as const] : []
  })
  return moved.length > 0 ? { ...after, ...Object.fromEntries(moved) } : after
}
