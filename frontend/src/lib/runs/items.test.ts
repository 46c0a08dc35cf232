import type { NodeStatus, StepState } from '@/socket/messages'
import { afterItemOutput, afterItemStatus, ended, itemAt, sortedPaths, together } from './items'
import type { NodeRun } from './nodeRun'

const at = '2026-03-01T12:00:00Z'
let number = 0
const status = (path: number[], state: StepState, change: Partial<NodeStatus> = {}): NodeStatus => {
  number += 1
  return { run: 'r', step: `s${path.join()}`, node_id: 'n', state, path, attempt: 1, at, number, position: 0, ...change }
}
const after = (...news: NodeStatus[]) => news.reduce<NodeRun | undefined>((run, each) => afterItemStatus(run, each) ?? run, undefined) as NodeRun

describe('a node within a loop', () => {
  it('runs while any of its items does, and has failed when one of them has', () => {
    const running = after(status([0], 'running'), status([1], 'queued'))
    expect([running.state, running.finishedAt]).toEqual(['running', null])
    const over = after(status([0], 'running'), status([0], 'succeeded'), status([1], 'failed'))
    expect(over.state).toBe('failed')
    expect(ended(over.items as never)).toEqual({ done: 2, total: 2, failed: 1 })
  })

  it.each([
    [{ queued: 2 }, 'queued'],
    [{ waiting: 1 }, 'waiting'],
    [{ succeeded: 1, queued: 1 }, 'running'],
    [{ succeeded: 3, skipped: 1 }, 'succeeded'],
    [{ skipped: 2 }, 'skipped'],
    [{ cancelled: 1, succeeded: 1 }, 'cancelled'],
    [{}, 'skipped'],
  ] as const)('of the states %j is %s', (counts, state) => expect(together(counts)).toBe(state))

  it('forgets the items of the run before', () => {
    const next = after(status([0], 'failed'), status([0], 'running', { run: 'r2', at: '2026-03-01T13:00:00Z' }))
    expect([next.run, next.state, next.items?.byPath.size]).toEqual(['r2', 'running', 1])
  })

  it('takes no old news of an item', () => {
    const known = after(status([0], 'succeeded'))
    expect(afterItemStatus(known, status([0], 'running'))).toBeNull()
    expect(known.items?.counts).toEqual({ succeeded: 1 })
  })

  it('keeps the output of each item', () => {
    const known = after(status([0], 'succeeded'), status([1], 'succeeded'))
    const next = afterItemOutput(known, { node_id: 'n', run: 'r', output: { id: 7 } }, [1])
    expect(next).not.toBe(known)
    expect(itemAt(next as NodeRun, [1])?.item.output?.value).toEqual({ id: 7 })
    expect(itemAt(next as NodeRun, [0])?.item.output).toBeNull()
    expect(afterItemOutput(known, { node_id: 'n', run: 'other', output: 1 }, [1])).toBeNull()
  })
})

describe('the item that is looked at', () => {
  const run = after(status([2, 0], 'succeeded'), status([0, 1], 'succeeded'), status([0, 0], 'succeeded'))

  it.each([
    [[0, 1], [0, 1]],
    [[2], [2, 0]],
    [[2, 0, 5], [2, 0]],
    [[9], [2, 0]],
  ])('for the choice %j is %j', (picked, path) => expect(itemAt(run, picked)?.path).toEqual(path))

  it('is one of all, in the order of the loops', () => {
    expect(sortedPaths(run.items as never)).toEqual([[0, 0], [0, 1], [2, 0]])
  })
})
