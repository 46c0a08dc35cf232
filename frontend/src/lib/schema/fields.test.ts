import { fieldsOf } from './fields'
import type { Schema } from './types'

const names = (schema: Schema, ui = {}) => fieldsOf(schema, ui).map((field) => field.name)

describe('fieldsOf', () => {
  it('says of a field what its form needs', () => {
    const [field] = fieldsOf({
      type: 'object',
      required: ['max_results'],
      properties: {
        max_results: {
          type: 'integer',
          title: 'Max Results',
          description: 'How many.',
          default: 10,
          maximum: 50,
          'x-ui': { advanced: true, show_when: { mode: ['all'] } },
        },
      },
    })
    expect(field).toEqual({
      name: 'max_results',
      label: 'Max results',
      description: 'How many.',
      schema: { type: 'integer', title: 'Max Results', description: 'How many.', maximum: 50 },
      widget: 'number',
      required: true,
      nullable: false,
      advanced: true,
      fallback: 10,
      placeholder: '',
      loader: null,
      splits: null,
      zone: null,
      pastes: null,
      restsOn: [],
      showWhen: { mode: ['all'] },
      fields: [],
    })
  })

  it('puts the fields in the order that was asked for, the others behind', () => {
    const properties = { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'string' } }
    expect(names({ properties }, { order: ['c', 'unknown', 'a'] })).toEqual(['c', 'a', 'b'])
  })

  it('lets the hints beside the schema win over those inside', () => {
    const schema = { properties: { body: { type: 'string', 'x-ui': { widget: 'text', placeholder: 'inside' } } } }
    const [field] = fieldsOf(schema, { body: { widget: 'textarea' } })
    expect([field?.widget, field?.placeholder]).toEqual(['textarea', 'inside'])
  })

  it('takes a null alternative for an optional value', () => {
    const [field] = fieldsOf({ properties: { note: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null } } })
    expect([field?.nullable, field?.widget, field?.fallback]).toEqual([true, 'text', undefined])
  })

  it('follows references into nested objects and lists of objects', () => {
    const [who, guests] = fieldsOf({
      $defs: { Person: { type: 'object', required: ['email'], properties: { email: { type: 'string' } } } },
      properties: { who: { $ref: '#/$defs/Person' }, guests: { type: 'array', items: { $ref: '#/$defs/Person' } } },
    })
    expect([who?.widget, who?.fields[0]?.name, who?.fields[0]?.required]).toEqual(['object', 'email', true])
    expect([guests?.widget, guests?.fields[0]?.name]).toEqual(['list', 'email'])
  })

  it('ends at a definition that contains itself', () => {
    const [tree] = fieldsOf({
      $defs: { Tree: { type: 'object', properties: { child: { $ref: '#/$defs/Tree' } } } },
      properties: { tree: { $ref: '#/$defs/Tree' } },
    })
    expect(tree?.fields.map((field) => [field.name, field.fields])).toEqual([['child', []]])
  })

  it('shows the first example where there is no placeholder', () => {
    const [field] = fieldsOf({ properties: { to: { type: 'string', examples: ['ann@example.com'] } } })
    expect(field?.placeholder).toBe('ann@example.com')
  })

  it('names the loader of choices that come from the account', () => {
    const [one, many] = fieldsOf({
      properties: {
        label: { type: 'string', 'x-ui': { options: 'labels' } },
        labels: { type: 'array', items: { type: 'string' }, 'x-ui': { options: 'labels' } },
      },
    })
    expect([one?.widget, one?.loader]).toEqual(['dynamic', 'labels'])
    expect([many?.widget, many?.loader]).toEqual(['dynamic_many', 'labels'])
  })
})
