import { itemCount, mainList } from './count'
import { fileRefsIn } from './fileRefs'
import { formatPath } from './path'
import { cellText, toTable } from './table'
import { shownPart, SHOWN_CHARACTERS, toJson } from './text'

const file = { file_id: 'f1', filename: 'a.pdf', mime_type: 'application/pdf', size: 9 }

describe('mainList', () => {
  it('is the output itself, or its longest list of objects', () => {
    expect(mainList([1])).toEqual([1])
    expect(mainList({ small: [{ a: 1 }], large: [{ b: 1 }, { b: 2 }], ids: ['1', '2', '3'] })).toEqual([{ b: 1 }, { b: 2 }])
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
    expect(toTable({ messages: [{ id: 1 }, { id: 2, to: 'x' }] })).toEqual({
      columns: ['id', 'to'],
      rows: [[1, undefined], [2, 'x']],
    })
  })

  it('shows one object by its names', () => {
    expect(toTable({ id: 1, ok: true })).toEqual({ columns: ['name', 'value'], rows: [['id', 1], ['ok', true]] })
  })

  it('shows plain values in one column', () => {
    expect(toTable(['a', 'b'])).toEqual({ columns: ['value'], rows: [['a'], ['b']] })
    expect(toTable('a')).toEqual({ columns: ['value'], rows: [['a']] })
    expect(toTable(undefined).rows).toEqual([])
    expect(toTable([]).rows).toEqual([])
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
