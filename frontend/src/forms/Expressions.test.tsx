import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { fieldsOf } from '@/lib/schema/fields'
import type { Parameters } from '@/lib/schema/types'
import { TooltipProvider } from '@/ui/Tooltip'
import { asExpression, asFixed } from './ExpressionInput'
import { ParameterForm } from './ParameterForm'

const fields = fieldsOf({
  type: 'object',
  properties: {
    title: { type: 'string' },
    count: { type: 'integer' },
    urgent: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    rows: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' }, size: { type: 'integer' } } } },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    condition: { type: 'boolean', 'x-ui': { expression: true } },
  },
})

function show(initial: Parameters, { expressions = true, errors = {} } = {}) {
  const context = { operation: 'x', effect: 'write', account: { customer: null, connection: null }, accountReady: true, expressions } as const
  let current = initial
  const Host = () => {
    const [values, setValues] = useState(initial)
    current = values
    return <ParameterForm fields={fields} values={values} errors={errors} context={context} onBlur={() => undefined} onChange={setValues} />
  }
  render(<Host />, { wrapper: TooltipProvider })
  return { user: userEvent.setup(), values: () => current }
}

const toggle = (name: string) => screen.getByRole('button', { name: 'Expression', description: name })
const box = (name: string) => screen.getByRole('textbox', { name })

describe('a field that holds an expression', () => {
  it('is one as soon as it is switched, and keeps what was written', async () => {
    const { user, values } = show({ count: 5 })
    await user.click(toggle('Count'))
    expect(box('Count')).toHaveValue('{{ 5 }}')
    expect(box('Count')).toHaveFocus()
    expect(toggle('Count')).toHaveAttribute('aria-pressed', 'true')
    await user.clear(box('Count'))
    expect(values()).toEqual({})
    await user.type(box('Count'), '{{{{ mail.count }}')
    expect(values()).toEqual({ count: '{{ mail.count }}' })
  })

  it('goes back to a fixed value', async () => {
    const { user, values } = show({ count: '{{ 5 }}', title: '{{ mail.subject }}' })
    await user.click(toggle('Count'))
    expect(values().count).toBe(5)
    expect(box('Count')).toHaveValue('5')
    await user.click(toggle('Title'))
    expect(values()).toEqual({ count: 5 })
  })

  it.each(['Urgent', 'Tags', 'Headers'])('may be %s of any kind', async (name) => {
    const { user, values } = show({})
    await user.click(toggle(name))
    await user.keyboard('mail.x')
    expect(values()).toEqual({ [name.toLowerCase()]: '{{ mail.x }}' })
  })

  it('may be a whole list of entries', async () => {
    const { user, values } = show({ rows: [{ name: 'a' }] })
    await user.click(toggle('Rows'))
    await user.type(box('Rows'), '{{{{ mail.rows }}')
    expect(values()).toEqual({ rows: '{{ mail.rows }}' })
    await user.click(toggle('Rows'))
    expect(values()).toEqual({})
    expect(screen.getByRole('button', { name: 'Add' })).toBeVisible()
  })

  it('may be a field of one entry', async () => {
    const { user, values } = show({ rows: [{ size: 1 }, { size: 2 }] })
    const [, second] = screen.getAllByRole('button', { name: 'Expression', description: 'Size' })
    await user.click(second as HTMLElement)
    expect(values()).toEqual({ rows: [{ size: 1 }, { size: '{{ 2 }}' }] })
  })

  it('says below it what is wrong', () => {
    show({ count: '{{ mial.count }}' }, { errors: { count: { __errors: ['There is no node “mial”. Did you mean “mail”?'] } } })
    expect(screen.getByRole('alert')).toHaveTextContent('Did you mean “mail”?')
    expect(box('Count')).toBeInvalid()
  })

  it('of a kind that is always worked out needs no switch and no braces', async () => {
    const { user, values } = show({})
    expect(screen.queryByRole('button', { name: 'Expression', description: 'Condition' })).not.toBeInTheDocument()
    await user.type(box('Condition'), 'mail.count > 3')
    await user.tab()
    expect(values()).toEqual({ condition: '{{ mail.count > 3 }}' })
  })

  it('is not offered where nothing lies above', () => {
    show({}, { expressions: false })
    expect(screen.queryByRole('button', { name: /^Expression/ })).not.toBeInTheDocument()
  })
})

describe('switching', () => {
  it.each([
    [undefined, '{{  }}'],
    ['Hello', 'Hello'],
    [false, '{{ false }}'],
    [['a'], '{{ ["a"] }}'],
  ])('%j becomes %j', (value, text) => expect(asExpression(value)).toBe(text))

  it.each([
    ['{{ 5 }}', 5],
    ['{{ ["a"] }}', ['a']],
    ['Hello', 'Hello'],
    ['Hello {{ name }}', undefined],
    ['{{ name }}', undefined],
    ['{{  }}', undefined],
    ['', undefined],
  ])('%j goes back to %j', (text, value) => expect(asFixed(text)).toEqual(value))
})
