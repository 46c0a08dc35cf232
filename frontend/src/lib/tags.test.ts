import { addEntries, splitEntries, typedSoFar } from './tags'

describe('a list of addresses', () => {
  it.each<[string, string[]]>([
    ['a@x.example, b@x.example;c@x.example', ['a@x.example', 'b@x.example', 'c@x.example']],
    ['"Doe, John" <j@x.example>', ['"Doe, John" <j@x.example>']],
    ['"Doe, John" <j@x.example>, "Roe; Jane" <r@x.example>', ['"Doe, John" <j@x.example>', '"Roe; Jane" <r@x.example>']],
    ['"a \\", b" <a@x.example>,c@x.example', ['"a \\", b" <a@x.example>', 'c@x.example']],
    ['a@x.example (home, old), b@x.example', ['a@x.example (home, old)', 'b@x.example']],
    ['a@x.example (one (two, three); four), b@x.example', ['a@x.example (one (two, three); four)', 'b@x.example']],
    ['a@x.example (a \\) , b), c@x.example', ['a@x.example (a \\) , b)', 'c@x.example']],
    ['<a,b@x.example>, c@[IPv6:1,2]', ['<a,b@x.example>', 'c@[IPv6:1,2]']],
    ['a@x.example\nb@x.example\r\n', ['a@x.example', 'b@x.example']],
    [' ,, ', []],
  ])('%s', (text, entries) => {
    expect(splitEntries(text, 'addresses')).toEqual(entries)
  })

  it('is taken as far as it is complete', () => {
    expect(typedSoFar('a@x.example, b', 'addresses')).toEqual({ entries: ['a@x.example'], rest: 'b' })
    expect(typedSoFar('"Doe,', 'addresses')).toEqual({ entries: [], rest: '"Doe,' })
    expect(typedSoFar('a@x.example,', 'addresses')).toEqual({ entries: ['a@x.example'], rest: '' })
  })

  it('names nobody twice', () => {
    expect(addEntries(['a@x.example'], ['b@x.example', 'a@x.example'], 'addresses')).toEqual(['a@x.example', 'b@x.example'])
  })
})

describe('any other list', () => {
  it('is never split but at line breaks', () => {
    const rule = 'RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10'
    expect(splitEntries(rule)).toEqual([rule])
    expect(splitEntries(`${rule}\nEXDATE:20260309T100000Z,20260310T100000Z`)).toEqual([
      rule,
      'EXDATE:20260309T100000Z,20260310T100000Z',
    ])
    expect(typedSoFar(rule, null)).toEqual({ entries: [], rest: rule })
  })

  it('keeps what was typed twice', () => {
    expect(addEntries(['1'], ['2', '1'], null)).toEqual(['1', '2', '1'])
  })
})
