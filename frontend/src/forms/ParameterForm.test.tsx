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

function show(initial: Parameters, errors: ErrorTree = {}) {
  const changed = vi.fn<(values: Parameters, path: string) => void>()
  const Host = () => {
    const [values, setValues] = useState(initial)
    return (
      <ParameterForm
        fields={fields}
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
