import { fieldsOf } from './fields'
import { objectSchema, uiSchema } from './rjsf'

const fields = fieldsOf({
  required: ['to'],
  properties: {
    to: { type: 'array', items: { type: 'string' }, description: 'Who gets it.' },
    count: { type: 'integer', default: 10, minimum: 1 },
    extra: { type: 'object' },
    guests: { type: 'array', items: { type: 'object', properties: { email: { type: 'string' } } } },
  },
})

describe('objectSchema', () => {
  it('tells plain types and no default, so that nothing is filled in', () => {
    expect(objectSchema(fields)).toEqual({
      type: 'object',
      required: ['to'],
      properties: {
        to: { type: 'array', title: 'To', description: 'Who gets it.', items: { type: 'string' } },
        count: { type: 'string', title: 'Count', description: '' },
        extra: { type: 'object', title: 'Extra', description: '' },
        guests: {
          type: 'array',
          title: 'Guests',
          description: '',
          items: { type: 'object', required: [], properties: { email: { type: 'string', title: 'Email', description: '' } } },
        },
      },
    })
  })
})

describe('uiSchema', () => {
  const ui = uiSchema(fields)

  it('names the order, and the widget or field of each', () => {
    expect(ui['ui:order']).toEqual(['to', 'count', 'extra', 'guests'])
    expect(ui.to).toMatchObject({ 'ui:widget': 'tags' })
    expect(ui.extra).toMatchObject({ 'ui:field': 'json' })
  })

  it('hands the default to the widget, to be shown', () => {
    expect(ui.count).toMatchObject({ 'ui:widget': 'number', 'ui:options': { fallback: 10, source: { type: 'integer', minimum: 1 } } })
  })

  it('draws the entries of a list of objects', () => {
    expect(ui.guests).toMatchObject({ items: { email: { 'ui:widget': 'text' } } })
  })
})
