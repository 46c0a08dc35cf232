import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import type { ErrorTree } from '@/lib/schema/fieldErrors'
import { fieldsOf } from '@/lib/schema/fields'
import type { Parameters } from '@/lib/schema/types'
import { TooltipProvider } from '@/ui/Tooltip'
import { ParameterForm } from './ParameterForm'

const fields = fieldsOf({
  type: 'object',
  required: ['title'],
  properties: {
    title: { type: 'string', description: 'What it is about.' },
    count: { type: 'integer', default: 10 },
    repeat: { type: 'string', enum: ['never', 'weekly'], default: 'never' },
    day: { type: 'string', 'x-ui': { show_when: { repeat: ['weekly'] } } },
  },
})

const context = { operation: 'post.send_letter', effect: 'write', account: { customer: null, connection: null }, accountReady: true } as const

function show(initial: Parameters, errors: ErrorTree = {}, drawn = fields) {
  const changed = vi.fn<(values: Parameters, path: string) => void>()
  const Host = () => {
    const [values, setValues] = useState(initial)
    return (
      <ParameterForm
        fields={drawn}
        values={values}
        errors={errors}
        context={context}
        onBlur={() => undefined}
        onChange={(next, path) => {
          changed(next, path)
          setValues(next)
        }}
      />
    )
  }
  render(<Host />, { wrapper: TooltipProvider })
  return changed
}

describe('ParameterForm', () => {
  it('changes nothing by being shown, and fills in no default', () => {
    expect(show({ title: 'Lunch' })).not.toHaveBeenCalled()
    expect(screen.getByLabelText('Count')).toHaveValue('')
    expect(screen.getByLabelText('Count')).toHaveAttribute('placeholder', '10')
  })

  it('reports what was typed, and only that', async () => {
    const changed = show({})
    await userEvent.type(screen.getByLabelText(/^Title/), 'Hi')
    expect(changed.mock.calls).toEqual([
      [{ title: 'H' }, 'title'],
      [{ title: 'Hi' }, 'title'],
    ])
  })

  it('hands on a number as a number', async () => {
    const changed = show({})
    await userEvent.type(screen.getByLabelText('Count'), '7')
    expect(changed).toHaveBeenLastCalledWith({ count: 7 }, 'count')
  })

  it('shows a field once it applies', async () => {
    show({})
    expect(screen.queryByLabelText('Day')).not.toBeInTheDocument()
    await userEvent.selectOptions(screen.getByLabelText('Repeat'), 'Weekly')
    expect(screen.getByLabelText('Day')).toBeInTheDocument()
  })

  it('ties an error to its field', () => {
    show({}, { title: { __errors: ['Required.'] } })
    expect(screen.getByRole('alert')).toHaveTextContent('Required.')
    expect(screen.getByLabelText(/^Title/)).toBeInvalid()
    expect(screen.getByLabelText(/^Title/)).toHaveAccessibleDescription(/Required\./)
  })
})

describe('an object in a form', () => {
  const stop = { type: 'object', properties: { city: { type: 'string' } } } as const
  const route = fieldsOf({ type: 'object', required: ['first'], properties: { first: stop, last: stop } })

  it('is open where it has to be filled in, and folded away where it has not', () => {
    show({}, {}, route)
    expect(screen.getByRole('button', { name: /^First/ })).toHaveAttribute('aria-expanded', 'true')
    expect(screen.getByRole('button', { name: 'Last' })).toHaveAttribute('aria-expanded', 'false')
    expect(screen.getByTitle('Required')).toBeInTheDocument()
  })
})

describe('a pasted curl command', () => {
  const http = fieldsOf({
    type: 'object',
    required: ['url'],
    properties: {
      method: { type: 'string', enum: ['GET', 'POST'], default: 'GET' },
      url: { type: 'string', 'x-ui': { pastes: 'curl' } },
      body_type: { type: 'string', enum: ['none', 'json'], default: 'none' },
      body: { 'x-ui': { show_when: { body_type: ['json'] } } },
      headers: { type: 'object', additionalProperties: { type: 'string' }, 'x-ui': { widget: 'key_value' } },
      note: { type: 'string' },
    },
  })

  function showHttp(initial: Parameters) {
    const changed = vi.fn<(values: Parameters) => void>()
    const Host = () => {
      const [values, setValues] = useState(initial)
      const change = (next: Parameters) => {
        changed(next)
        setValues(next)
      }
      return <ParameterForm fields={http} values={values} errors={{}} context={context} onBlur={() => undefined} onChange={change} />
    }
    render(<Host />, { wrapper: TooltipProvider })
    return changed
  }

  const paste = async (text: string) => {
    await userEvent.click(screen.getByLabelText(/^Url|^URL/))
    await userEvent.paste(text)
  }

  it('becomes the fields it says, in the place of all it could say', async () => {
    const changed = showHttp({ url: 'https://old.example', headers: { 'X-Old': '1' }, note: 'stays', body: 7 })
    await paste(`curl -X POST https://api.globex.example/v1 -H 'X-New: 2' -H "Authorization: Bearer $T" --json '{"a":1}' -L`)
    expect(changed.mock.calls).toEqual([
      [
        {
          method: 'POST',
          url: 'https://api.globex.example/v1',
          body_type: 'json',
          body: { a: 1 },
          headers: { 'X-New': '2', Authorization: 'Bearer $T', Accept: 'application/json' },
          note: 'stays',
        },
      ],
    ])
    expect(screen.getByLabelText(/^Url|^URL/)).toHaveValue('https://api.globex.example/v1')
    expect(screen.getByDisplayValue('X-New')).toBeInTheDocument()
    expect(screen.queryByDisplayValue('X-Old')).not.toBeInTheDocument()
    expect(screen.getByRole('status')).toHaveTextContent(/filled in the form.*\$T stands for a value/)
  })

  it('says what cannot be carried over, and changes nothing', async () => {
    const changed = showHttp({ url: 'https://old.example' })
    await paste('curl -k https://api.globex.example')
    expect(changed).not.toHaveBeenCalled()
    expect(screen.getByRole('alert')).toHaveTextContent('--insecure cannot be carried over: certificates are always checked. Nothing has been changed.')
  })

  it('is text like any other in other fields, and an address is an address', async () => {
    const changed = showHttp({})
    await userEvent.click(screen.getByLabelText('Note'))
    await userEvent.paste('curl https://a.example')
    expect(changed).toHaveBeenLastCalledWith({ note: 'curl https://a.example' })
    await paste('https://b.example')
    expect(changed).toHaveBeenLastCalledWith({ note: 'curl https://a.example', url: 'https://b.example' })
  })
})
