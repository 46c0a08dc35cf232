import { screen } from '@testing-library/react'
import { useState } from 'react'
import { ProblemError } from '@/api/problem'
import { fieldsOf } from '@/lib/schema/fields'
import type { Parameters } from '@/lib/schema/types'
import { show } from '@/testing/page'
import { later, serve } from '@/testing/server'
import { ParameterForm } from '../ParameterForm'

const fields = fieldsOf({
  type: 'object',
  properties: { shelf: { type: 'string', 'x-ui': { options: 'list_shelves' } } },
})
const resting = fieldsOf({
  type: 'object',
  properties: {
    house: { type: 'string' },
    shelf: { type: 'string', 'x-ui': { options: 'list_shelves', rests_on: ['house'] } },
  },
})
const path = 'POST /api/v1/operations/post.send_letter/options/shelf'
const page = (...names: string[]) => ({ options: names.map((label) => ({ value: label.toLowerCase(), label })), next: null })

function Host({ ready, drawn = fields, given = {} }: { ready: boolean; drawn?: typeof fields; given?: Parameters }) {
  const [values, setValues] = useState<Parameters>(given)
  const [customer, setCustomer] = useState('acme')
  const account = { customer, connection: null }
  return (
    <>
      <button type="button" onClick={() => setCustomer('globex')}>For Globex</button>
      <output>{JSON.stringify(values)}</output>
      <ParameterForm
        fields={drawn}
        values={values}
        errors={{}}
        context={{ operation: 'post.send_letter', effect: 'write', account, accountReady: ready }}
        onChange={setValues}
        onBlur={() => undefined}
      />
    </>
  )
}

const field = () => screen.getByRole('button', { name: 'Shelf' })
const options = () => screen.queryAllByRole('option').map((each) => each.textContent)
const search = () => screen.getByPlaceholderText('Search…')

describe('choices of the product’s own', () => {
  const own = fieldsOf({ type: 'object', properties: { skills: { type: 'array', items: { type: 'string' }, 'x-ui': { options: 'skills' } } } })
  const account = { customer: 'acme', connection: null }

  it('are asked for by the name in the hint, and need no account', async () => {
    const asked = serve({ 'POST /api/v1/nodes/options/skills': { options: [{ value: 'plan', label: 'plan', detail: 'Plans a meeting.' }], next: null } })
    const take = vi.fn()
    const { user } = show(
      <ParameterForm
        fields={own}
        values={{}}
        errors={{}}
        context={{ operation: 'agent.run', effect: null, account, accountReady: false, ownChoices: true }}
        onChange={take}
        onBlur={() => undefined}
      />,
    )
    await user.click(screen.getByRole('button', { name: 'Skills' }))
    expect(await screen.findByRole('option', { name: /Plans a meeting/ })).toBeVisible()
    expect(asked[0]?.body).toEqual({ customer: 'acme', query: '' })
    await user.click(screen.getByRole('option', { name: /plan/ }))
    expect(take).toHaveBeenCalledWith({ skills: ['plan'] }, expect.anything())
  })
})

describe('a choice out of the connected account', () => {
  it('asks for the choices when it is opened, and not before', async () => {
    const asked = serve({ [path]: page('Upper', 'Lower') })
    const { user } = show(<Host ready />)
    expect(asked).toEqual([])
    await user.click(field())
    await user.click(await screen.findByRole('option', { name: 'Lower' }))
    expect(asked).toEqual([{ request: path, body: { customer: 'acme', query: '' } }])
    expect(screen.getByText('{"shelf":"lower"}')).toBeVisible()
    expect(field()).toHaveAccessibleDescription(/Lower/)
  })

  it('takes what was typed where no account is connected', async () => {
    const asked = serve({})
    const { user } = show(<Host ready={false} />)
    await user.click(field())
    expect(screen.getByText('Connect an account to choose from its entries, or type a value.')).toBeVisible()
    await user.type(search(), 'attic')
    await user.click(screen.getByRole('option', { name: 'Use “attic”' }))
    expect(screen.getByText('{"shelf":"attic"}')).toBeVisible()
    expect(asked).toEqual([])
  })

  it('says why there are no choices, and tries again', async () => {
    let answer: unknown = new ProblemError({ code: 'rate_limited', detail: 'Courier is busy.', status: 429 })
    serve({ [path]: () => answer })
    const { user } = show(<Host ready />)
    await user.click(field())
    expect(await screen.findByText('Courier is busy.')).toBeVisible()
    answer = page('Upper')
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('option', { name: 'Upper' })).toBeVisible()
  })

  it('offers only what fits while the search goes on', async () => {
    let answer: unknown = page('Upper', 'Lower')
    serve({ [path]: () => answer })
    const { user } = show(<Host ready />)
    await user.click(field())
    await screen.findByRole('option', { name: 'Lower' })
    answer = later().promise
    await user.type(search(), 'low')
    expect(options()).toEqual(['Lower', 'Use “low”'])
  })

  it('tells what the fields hold that its choices rest on, and asks again once they change', async () => {
    let answer = page('Shelf of North')
    const asked = serve({ [path]: () => answer })
    const { user } = show(<Host ready drawn={resting} given={{ house: 'North' }} />)
    await user.click(field())
    await screen.findByRole('option', { name: 'Shelf of North' })
    expect(asked.map(({ body }) => body)).toEqual([{ customer: 'acme', params: { house: 'North' }, query: '' }])
    await user.keyboard('{Escape}')
    answer = page('Shelf of any')
    await user.clear(screen.getByRole('textbox', { name: 'House' }))
    await user.click(field())
    await screen.findByRole('option', { name: 'Shelf of any' })
    expect(asked.at(-1)?.body).toEqual({ customer: 'acme', query: '' })
  })

  it('never offers the choices of another account', async () => {
    let answer: unknown = page('Secret of Acme')
    serve({ [path]: () => answer })
    const { user } = show(<Host ready />)
    await user.click(field())
    await screen.findByRole('option', { name: 'Secret of Acme' })
    await user.keyboard('{Escape}')
    answer = later().promise
    await user.click(screen.getByRole('button', { name: 'For Globex' }))
    await user.click(field())
    expect(options()).toEqual([])
  })
})
