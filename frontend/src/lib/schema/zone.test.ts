import { fieldsOf } from './fields'
import { followZones, zoneOf } from './zone'

const fields = fieldsOf({
  type: 'object',
  properties: {
    start: { type: 'string', 'x-ui': { widget: 'datetime', zone: 'time_zone' } },
    end: { type: ['string', 'null'], 'x-ui': { widget: 'datetime', zone: 'time_zone' } },
    due: { type: 'string', 'x-ui': { widget: 'datetime' } },
    time_zone: { type: 'string' },
  },
})
const times = { start: '2026-03-09T09:00:00+01:00', end: '2026-03-09', due: '2026-03-09T09:00:00+01:00' }

describe('a zone that is chosen', () => {
  it('keeps the hour of the fields that follow it, and lets the offset go', () => {
    const chosen = { ...times, time_zone: 'America/New_York' }
    expect(followZones(fields, times, chosen)).toEqual({ ...chosen, start: '2026-03-09T09:00:00' })
  })

  it('keeps the hour when it changes, and what has no offset as it is', () => {
    const berlin = { start: '2026-03-09T09:00:00', time_zone: 'Europe/Berlin' }
    const tokyo = { ...berlin, time_zone: 'Asia/Tokyo' }
    expect(followZones(fields, berlin, tokyo)).toBe(tokyo)
  })

  it('changes nothing where it stays, or is taken away', () => {
    const both = { ...times, time_zone: 'Europe/Berlin' }
    expect(followZones(fields, both, { ...both, due: 'x' })).toEqual({ ...both, due: 'x' })
    expect(followZones(fields, both, times)).toBe(times)
  })

  it('is none while it is empty', () => {
    expect(zoneOf('time_zone', { time_zone: '' })).toBeNull()
    expect(zoneOf(null, { time_zone: 'Europe/Berlin' })).toBeNull()
    expect(zoneOf('time_zone', { time_zone: '{{ vars.zone }}' })).toBe('{{ vars.zone }}')
  })
})
