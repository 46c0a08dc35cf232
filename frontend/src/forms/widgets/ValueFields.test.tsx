import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { fieldsOf } from '@/lib/schema/fields'
import type { Parameters } from '@/lib/schema/types'
import { TooltipProvider } from '@/ui/Tooltip'
import { ParameterForm } from '../ParameterForm'

const moment = { type: 'string', 'x-ui': { widget: 'datetime', zone: 'time_zone' } }
const list = { type: 'array', items: { type: 'string' } }
const fields = fieldsOf({
  type: 'object',
  properties: {
    start: moment,
    due: { type: 'string', format: 'date-time' },
    time_zone: { type: 'string' },
    count: { type: 'integer' },
    to: { ...list, 'x-ui': { widget: 'tags', splits: 'addresses' } },
    recurrence: { ...list, 'x-ui': { widget: 'tags' } },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    sizes: { type: 'array', items: { enum: [1, 2, 3] } },
    numbers: { type: 'array', items: { type: 'integer' } },
  },
})
const context = { operation: 'post.send_letter', effect: 'write', account: { customer: null, connection: null }, accountReady: true } as const

function show(initial: Parameters) {
  let latest = initial
  const Host = () => {
    const [values, setValues] = useState(initial)
    const change = (next: Parameters) => {
      latest = next
      setValues(next)
    }
    return (
      <ParameterForm fields={fields} values={values} errors={{}} context={context} onBlur={() => undefined} onChange={change} />
    )
  }
  render(<Host />, { wrapper: TooltipProvider })
  return () => latest
}

const pick = (label: string, local: string) => fireEvent.change(screen.getByLabelText(label), { target: { value: local } })

describe('a time', () => {
  beforeEach(() => vi.stubEnv('TZ', 'Europe/Berlin'))
  afterEach(() => vi.unstubAllEnvs())

  it('has the offset of its own day, also after it was moved over a change of the clocks', () => {
    const values = show({})
    pick('Start', '2026-07-01T09:00')
    expect(values().start).toBe('2026-07-01T09:00:00+02:00')
    pick('Start', '2026-11-09T09:00')
    expect(values().start).toBe('2026-11-09T09:00:00+01:00')
  })

  it('keeps an offset that somebody has chosen', async () => {
    const values = show({ due: '2026-07-01T09:00:00+02:00' })
    await userEvent.selectOptions(screen.getByLabelText('Offset from UTC of Due'), '-05:00')
    pick('Due', '2026-11-09T09:00')
    expect(values().due).toBe('2026-11-09T09:00:00-05:00')
  })

  it('is told by the clocks of the zone that is chosen: nine stays nine', async () => {
    const values = show({ start: '2026-07-01T09:00:00+02:00', due: '2026-07-01T09:00:00+02:00' })
    await userEvent.type(screen.getByLabelText('Time zone'), 'America/New_York')
    expect(values()).toMatchObject({ start: '2026-07-01T09:00:00', due: '2026-07-01T09:00:00+02:00' })
    expect(screen.getByLabelText('Start')).toHaveValue('2026-07-01T09:00')
    expect(screen.getByTitle('By the clocks of America/New_York')).toBeVisible()
    pick('Start', '2026-11-09T10:00')
    expect(values().start).toBe('2026-11-09T10:00:00')
  })

  it('is not changed by being shown, whatever its offset', () => {
    const values = show({ start: '2026-07-01T09:00:00+05:30', time_zone: 'America/New_York' })
    expect(values().start).toBe('2026-07-01T09:00:00+05:30')
    expect(screen.getByLabelText('Offset from UTC of Start')).toHaveValue('+05:30')
  })
})

describe('a number', () => {
  it.each<[string, unknown]>([
    ['9007199254740993', '9007199254740993'],
    ['0x10', '0x10'],
    ['1_000', '1_000'],
    ['42', 42],
  ])('%s arrives as typed or is left for the check to refuse', async (typed, value) => {
    const values = show({})
    await userEvent.type(screen.getByLabelText('Count'), typed)
    expect(values().count).toBe(value)
    expect(screen.getByLabelText('Count')).toHaveValue(typed)
  })

  it('in a list is held to the same', async () => {
    const values = show({})
    await userEvent.type(screen.getByLabelText('Numbers'), '9007199254740993{Enter}7{Enter}7{Enter}0x10{Enter}')
    expect(values().numbers).toEqual(['9007199254740993', 7, 7, '0x10'])
  })
})

describe('a value of a name', () => {
  it('says when another one takes its place', async () => {
    const values = show({ headers: { accept: 'a' } })
    await userEvent.click(screen.getByRole('button', { name: 'Add a value' }))
    await userEvent.type(screen.getByLabelText('Name 2'), 'accept')
    await userEvent.type(screen.getByLabelText('Value 2'), 'b')
    expect(screen.getByRole('alert')).toHaveTextContent('“accept” is named twice; only the last one is sent.')
    expect(values().headers).toEqual({ accept: 'b' })
  })
})

describe('choices out of numbers', () => {
  it('arrive as numbers, in the order they are offered', async () => {
    const values = show({})
    await userEvent.click(screen.getByText('3'))
    await userEvent.click(screen.getByText('1'))
    expect(values().sizes).toEqual([1, 3])
  })
})

describe('a list', () => {
  it('of addresses is split where an address ends', async () => {
    const values = show({})
    await userEvent.type(screen.getByLabelText('To'), '"Doe, John" <j@x.example>, a@x.example;b@x.example{Enter}')
    expect(values().to).toEqual(['"Doe, John" <j@x.example>', 'a@x.example', 'b@x.example'])
  })

  it('of addresses takes a pasted header apart', async () => {
    const values = show({ to: ['a@x.example'] })
    await userEvent.click(screen.getByLabelText('To'))
    await userEvent.paste('"Roe; Jane" <r@x.example>, a@x.example (home, old)')
    expect(values().to).toEqual(['a@x.example', '"Roe; Jane" <r@x.example>', 'a@x.example (home, old)'])
  })

  it('of rules is never split, whether typed or pasted', async () => {
    const rule = 'RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10'
    const values = show({})
    await userEvent.type(screen.getByLabelText('Recurrence'), `${rule}{Enter}`)
    expect(values().recurrence).toEqual([rule])
    await userEvent.click(screen.getByLabelText('Recurrence'))
    await userEvent.paste('EXDATE:20260309T100000Z,20260310T100000Z\nRDATE:20260311T100000Z')
    expect(values().recurrence).toEqual([rule, 'EXDATE:20260309T100000Z,20260310T100000Z', 'RDATE:20260311T100000Z'])
  })
})
