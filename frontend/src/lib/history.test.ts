import { record, redo, startHistory, undo, type History } from './history'

const at = (values: string[], tag: string | null = null): History<string> =>
  values.reduce((history, value, index) => record(history, value, index * 10_000, tag), startHistory('0'))

describe('history', () => {
  it('goes back step by step and forward again', () => {
    const history = at(['1', '2'])
    const back = undo(undo(history))
    expect(back.present).toBe('0')
    expect(redo(back).present).toBe('1')
    expect(redo(redo(back)).present).toBe('2')
  })

  it('forgets what was undone once something new is done', () => {
    const history = record(undo(at(['1', '2'])), '3', 99_000)
    expect(redo(history)).toBe(history)
    expect(undo(history).present).toBe('1')
  })

  it('stays where it is at both ends', () => {
    const start = startHistory('0')
    expect(undo(start)).toBe(start)
    expect(redo(start)).toBe(start)
  })

  it('records nothing when nothing changed', () => {
    const history = at(['1'])
    expect(record(history, '1', 50_000)).toBe(history)
  })

  it('takes quick changes with the same tag as one step', () => {
    const first = record(startHistory('0'), '1', 1_000, 'type')
    const second = record(first, '2', 2_199, 'type')
    expect(undo(second).present).toBe('0')
  })

  it('starts a new step after a pause', () => {
    const first = record(startHistory('0'), '1', 1_000, 'type')
    expect(undo(record(first, '2', 2_200, 'type')).present).toBe('1')
  })

  it('starts a new step for another tag, and for none', () => {
    const first = record(startHistory('0'), '1', 1_000, 'type')
    expect(undo(record(first, '2', 1_001, 'move')).present).toBe('1')
    const untagged = record(startHistory('0'), '1', 1_000)
    expect(undo(record(untagged, '2', 1_001)).present).toBe('1')
  })

  it('starts a new step after an undo, even for the same tag', () => {
    const history = undo(record(record(startHistory('0'), '1', 1_000, 'a'), '2', 1_001, 'b'))
    expect(undo(record(history, '3', 1_002, 'a')).present).toBe('1')
  })

  it('keeps the last 200 steps', () => {
    const history = at(Array.from({ length: 250 }, (_, index) => String(index + 1)))
    expect(history.past).toHaveLength(200)
    expect(history.past[0]).toBe('50')
  })
})
