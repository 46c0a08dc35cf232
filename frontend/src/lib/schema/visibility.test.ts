import { fieldsOf } from './fields'
import { isVisible } from './visibility'

const fields = fieldsOf({
  properties: {
    mode: { type: 'string', enum: ['all', 'some'], default: 'all' },
    whole: { type: 'boolean', 'x-ui': { show_when: { mode: ['all'] } } },
    part: { type: 'string', 'x-ui': { show_when: { mode: ['some', 'few'] } } },
    detail: { type: 'string', 'x-ui': { show_when: { part: ['one'], mode: ['some'] } } },
  },
})

const visible = (values: Record<string, unknown>) =>
  fields.filter((field) => isVisible(field, fields, values)).map((field) => field.name)

describe('isVisible', () => {
  it('goes by the default of a field that nobody touched', () => {
    expect(visible({})).toEqual(['mode', 'whole'])
  })

  it('goes by what was chosen', () => {
    expect(visible({ mode: 'some' })).toEqual(['mode', 'part'])
  })

  it('accepts any of the named values', () => {
    expect(visible({ mode: 'few' })).toEqual(['mode', 'part'])
  })

  it('wants every condition to hold', () => {
    expect(visible({ mode: 'some', part: 'one' })).toEqual(['mode', 'part', 'detail'])
    expect(visible({ mode: 'few', part: 'one' })).toEqual(['mode', 'part'])
  })
})
