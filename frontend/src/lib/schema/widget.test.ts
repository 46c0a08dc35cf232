import type { Hints, Schema } from './types'
import { widgetFor, type WidgetName } from './widget'

describe('widgetFor', () => {
  it.each<[Schema, WidgetName]>([
    [{ type: 'string' }, 'text'],
    [{ type: 'string', format: 'date-time' }, 'datetime'],
    [{ type: 'string', format: 'date' }, 'date'],
    [{ type: 'string', enum: ['a', 'b'] }, 'select'],
    [{ type: 'integer' }, 'number'],
    [{ type: 'number' }, 'number'],
    [{ type: 'boolean' }, 'switch'],
    [{ type: 'array', items: { type: 'string' } }, 'tags'],
    [{ type: 'array', items: { type: 'string', enum: ['a'] } }, 'choices'],
    [{ type: 'array', items: { type: 'object', properties: {} } }, 'list'],
    [{ type: 'array' }, 'json'],
    [{ type: 'object', properties: {} }, 'object'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'key_value'],
    [{ type: 'object' }, 'json'],
    [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, 'text'],
    [{ anyOf: [{ type: 'integer' }, { type: 'array' }] }, 'number'],
    [{}, 'json'],
  ])('draws %j as %s', (schema, widget) => {
    expect(widgetFor(schema, {})).toBe(widget)
  })

  it.each<[Schema, Hints, WidgetName]>([
    [{ type: 'string' }, { widget: 'markdown' }, 'textarea'],
    [{ type: 'string' }, { widget: 'code' }, 'code'],
    [{ type: 'object' }, { widget: 'code' }, 'json'],
    [{ type: 'integer' }, { widget: 'not_known_here' }, 'number'],
  ])('draws %j with the hint %j as %s', (schema, hints, widget) => {
    expect(widgetFor(schema, hints)).toBe(widget)
  })
})
