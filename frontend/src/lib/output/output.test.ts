import { itemCount, mainList } from './count'
import { fileRefsIn } from './fileRefs'
import { leadOf } from './lead'
import { goesOn, nodeOfNextPage } from './page'
import { formatPath } from './path'
import { cellText, toTable } from './table'
import type { Schema } from '@/lib/schema/types'
import { makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { shownPart, SHOWN_CHARACTERS, toJson } from './text'

const file = { file_id: 'f1', filename: 'a.pdf', mime_type: 'application/pdf', size: 9 }

describe('mainList', () => {
  it('is the output itself, or its longest list of objects', () => {
    expect(mainList([1])).toEqual({ path: [], entries: [1] })
    expect(mainList({ small: [{ a: 1 }], large: [{ b: 1 }, { b: 2 }], ids: ['1', '2', '3'] })).toEqual({
      path: ['large'],
      entries: [{ b: 1 }, { b: 2 }],
    })
  })

  it('is none for an output that is about one thing', () => {
    expect(mainList({ id: '1', labels: ['a', 'b'] })).toBeNull()
    expect(itemCount('text')).toBeNull()
  })

  it('counts an empty list as nothing found', () => {
    expect(itemCount({ messages: [] })).toBe(0)
  })
})

describe('toTable', () => {
  it('has a column for every name that an entry has', () => {
    expect(toTable({ messages: [{ id: 1 }, { id: 2, to: 'x' }] })).toMatchObject({
      columns: ['id', 'to'],
      rows: [[1, undefined], [2, 'x']],
    })
  })

  it('shows one object by its names', () => {
    expect(toTable({ id: 1, ok: true })).toMatchObject({ columns: ['name', 'value'], rows: [['id', 1], ['ok', true]] })
  })

  it('shows plain values in one column', () => {
    expect(toTable(['a', 'b'])).toMatchObject({ columns: ['value'], rows: [['a'], ['b']] })
    expect(toTable('a')).toMatchObject({ columns: ['value'], rows: [['a']] })
    expect(toTable(undefined).rows).toEqual([])
    expect(toTable([]).rows).toEqual([])
  })

  it('leads with what people read, and names the columns that are empty instead of showing them', () => {
    const letters = [{ id: 1, note: '', cc: [], subject: 'Hello' }, { id: 2, note: null, subject: 'Bye' }]
    const table = toTable({ letters }, ['subject', 'sender'])
    expect(table.columns).toEqual(['subject', 'id'])
    expect(table.rows).toEqual([['Hello', 1], ['Bye', 2]])
    expect(table.empty).toEqual(['note', 'cc'])
    expect(table.entries).toBe(letters)
  })
})

describe('leadOf', () => {
  it('finds what the model of the entries declares, through references', () => {
    const schema = {
      type: 'object',
      $defs: { Letter: { type: 'object', 'x-ui': { lead: ['subject', 'sent_at'] } } },
      properties: { count: { type: 'integer' }, letters: { type: 'array', items: { $ref: '#/$defs/Letter' } } },
    } as Schema
    expect(leadOf(schema)).toEqual(['subject', 'sent_at'])
    expect(leadOf({ type: 'object' } as Schema)).toEqual([])
    expect(leadOf(undefined)).toEqual([])
  })
})

describe('the next page', () => {
  const type = makeType({ input_schema: { type: 'object', properties: { page_token: { type: 'string' } } } as Schema })

  it('is asked for by the same node with the token, where the output goes on', () => {
    const node = makeNode('n', { parameters: { query: 'x' } })
    expect(nodeOfNextPage(node, type, { items: [], next_page_token: 't2' })?.parameters).toEqual({ query: 'x', page_token: 't2' })
    expect(node.parameters).toEqual({ query: 'x' })
    expect(nodeOfNextPage(node, type, { items: [], next_page_token: null })).toBeNull()
    expect(nodeOfNextPage(node, makeType(), { next_page_token: 't2' })).toBeNull()
    expect([goesOn({ next_page_token: 't' }), goesOn({ next_page_token: '' }), goesOn(null)]).toEqual([true, false, false])
  })
})

describe('cellText', () => {
  it.each<[unknown, string]>([
    [null, ''],
    [false, 'false'],
    ['x'.repeat(301), `${'x'.repeat(300)}…`],
    [['a', 1], 'a, 1'],
    [[{ a: 1 }], '1 entry'],
    [[{ a: 1 }, {}], '2 entries'],
    [{ a: 1, b: 2 }, '{ a, b }'],
  ])('shows %j in one line', (value, text) => {
    expect(cellText(value)).toBe(text)
  })
})

describe('paths', () => {
  it.each([
    [['messages', 0, 'subject'], 'messages[0].subject'],
    [['a-b', 'c'], '["a-b"].c'],
    [['a', 'quote"d'], 'a["quote\\"d"]'],
  ])('write %j', (segments, path) => {
    expect(formatPath(segments)).toBe(path)
  })
})

describe('fileRefsIn', () => {
  it('finds each stored file once, however deep', () => {
    expect(fileRefsIn([{ messages: [{ attachments: [file] }] }, file, 'text', null])).toEqual([file])
  })
})

describe('shownPart', () => {
  it('shows all of a short output, and cuts a long one between lines', () => {
    expect(shownPart(toJson({ a: 1 }))).toEqual({ text: '{\n  "a": 1\n}', cut: false })
    const line = `${'x'.repeat(999)}\n`
    const { text, cut } = shownPart(line.repeat(300))
    expect([text.length, cut]).toEqual([SHOWN_CHARACTERS - 1, true])
  })

  it('is empty where there is no output', () => {
    expect(toJson(undefined)).toBe('')
  })
})
