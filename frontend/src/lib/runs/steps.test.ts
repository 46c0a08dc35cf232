import type { StoredStep } from '@/api/types'
import { edgeState } from './edges'
import { itemAt } from './items'
import { BLANK } from './nodeRun'
import { merged, runsOf } from './steps'

const step = (node: string, change: Partial<StoredStep> = {}): StoredStep => ({
  node, state: 'succeeded', path: [], output: { id: node }, started_at: '2026-03-01T12:00:00Z', finished_at: '2026-03-01T12:00:01Z', ...change,
})

describe('the steps of a stored run', () => {
  it('become what each node came to, with the items of loops', () => {
    const runs = runsOf('r', [step('a'), step('b', { path: [0] }), step('b', { path: [1], state: 'failed', output: null, error: { code: 'x', detail: 'No.' } })])
    expect(runs.a).toMatchObject({ run: 'r', state: 'succeeded', output: { value: { id: 'a' } } })
    expect(runs.b?.state).toBe('failed')
    expect(itemAt(runs.b ?? BLANK, [1])?.item.error?.detail).toBe('No.')
    expect(itemAt(runs.b ?? BLANK, [0])?.item.output?.value).toEqual({ id: 'b' })
  })

  it('tell of a large output where it is', () => {
    const content = { payload: 'p', size: 300_000, preview: '{' }
    expect(runsOf('r', [step('a', { output: null, content })]).a?.output).toMatchObject({ value: null, leftOut: { payload: 'p', size: 300_000 } })
  })

  it('tell what one waits for', () => {
    expect(runsOf('r', [step('a', { state: 'waiting', output: null, reason: 'Gmail asks us to wait.' })]).a?.message).toBe('Gmail asks us to wait.')
  })

  it('leave outputs that are known already, of the same run', () => {
    const known = { a: { ...BLANK, run: 'r', output: { value: 1, leftOut: null, withheld: null, warnings: [] } } }
    const stored = runsOf('r', [step('a', { state: 'failed', output: null })])
    expect(merged(known, stored).a).toMatchObject({ state: 'failed', output: { value: 1 } })
    expect(merged({ a: { ...known.a, run: 'q' } }, stored).a?.output).toBeNull()
  })
})

it.each([
  [undefined, undefined, 'none'],
  ['succeeded', undefined, 'none'],
  ['succeeded', 'skipped', 'dead'],
  ['skipped', 'succeeded', 'dead'],
  ['succeeded', 'running', 'active'],
  ['succeeded', 'failed', 'taken'],
] as const)('an edge from %s to %s is %s', (source, target, state) => expect(edgeState(source, target)).toBe(state))
