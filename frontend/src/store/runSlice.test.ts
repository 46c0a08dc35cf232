import type { NodeStatus } from '@/socket/messages'
import { useEditor } from './store'

const { applyOutput, applyStatus, finishRun, resetRuns, startRun } = useEditor.getState()
const run = () => useEditor.getState().runs.n

const status = (change: Partial<NodeStatus>): NodeStatus => ({
  run: 'r1',
  step: 's',
  node_id: 'n',
  state: 'running',
  at: '2026-03-01T12:00:00Z',
  number: 1,
  path: [],
  attempt: 1,
  position: 1,
  ...change,
})

beforeEach(() => resetRuns())

describe('applyStatus', () => {
  it('shows a run that was started elsewhere', () => {
    applyStatus(status({ message: 'Waiting for quota' }))
    expect(run()).toMatchObject({ run: 'r1', state: 'running', message: 'Waiting for quota', finishedAt: null })
    expect(useEditor.getState().lastRunNode).toBe('n')
  })

  it('gives the run that was just started its id', () => {
    startRun('n')
    applyStatus(status({}))
    expect(run()).toMatchObject({ run: 'r1', state: 'running', previous: null })
  })

  it('ignores an event that is older than the last', () => {
    applyStatus(status({ number: 3, state: 'waiting' }))
    applyStatus(status({ number: 2, state: 'running' }))
    applyStatus(status({ number: 3, state: 'queued' }))
    expect(run()?.state).toBe('waiting')
  })

  it('takes a word to the last event, while that is still the last', () => {
    applyStatus(status({ number: 2 }))
    applyStatus(status({ number: 2, message: 'Attempt 2 in 3 s' }))
    expect(run()).toMatchObject({ state: 'running', number: 2, message: 'Attempt 2 in 3 s' })
    applyStatus(status({ number: 2 }))
    expect(run()?.message).toBe('Attempt 2 in 3 s')
    applyStatus(status({ number: 3, state: 'waiting', message: 'Later' }))
    applyStatus(status({ number: 2, message: 'Attempt 3' }))
    expect(run()).toMatchObject({ state: 'waiting', message: 'Later' })
  })

  it('changes nothing about a run that has ended', () => {
    applyStatus(status({ state: 'succeeded' }))
    applyStatus(status({ state: 'running', number: 2 }))
    expect(run()).toMatchObject({ state: 'succeeded', finishedAt: Date.parse('2026-03-01T12:00:00Z') })
  })

  it('ignores late news of the run before', () => {
    applyStatus(status({}))
    startRun('n')
    applyStatus(status({ state: 'failed', number: 2 }))
    expect(run()).toMatchObject({ run: null, state: 'queued', previous: 'r1' })
  })

  it('shows a newer run instead of an older one, and not the other way round', () => {
    applyStatus(status({ state: 'succeeded' }))
    applyStatus(status({ run: 'r0', at: '2026-03-01T11:00:00Z', state: 'failed' }))
    expect(run()).toMatchObject({ run: 'r1', state: 'succeeded' })
    applyStatus(status({ run: 'r2', at: '2026-03-01T13:00:00Z' }))
    expect(run()).toMatchObject({ run: 'r2', state: 'running', finishedAt: null, output: null })
  })
})

describe('applyOutput', () => {
  it('keeps the output of the run that is shown', () => {
    applyStatus(status({}))
    applyOutput({ node_id: 'n', run: 'r1', output: { ok: 1 } })
    expect(run()?.output).toEqual({ value: { ok: 1 }, leftOut: null, withheld: null, warnings: [] })
    applyOutput({ node_id: 'n', run: 'other', output: 'wrong' })
    expect(run()?.output?.value).toEqual({ ok: 1 })
  })

  it('says how large an output is that was left out, unless it is there already', () => {
    applyStatus(status({}))
    const large = { node_id: 'n', run: 'r1', payload: 'p1', size: 300_000, preview: '{"a"' }
    applyOutput(large)
    const leftOut = { size: 300_000, payload: 'p1', preview: '{"a"' }
    expect(run()?.output).toEqual({ value: null, leftOut, withheld: null, warnings: [] })
    finishRun('n', { state: 'succeeded', run: 'r1', payload: 'p1', size: 300_000, preview: '{"a"', execution_time: 5 })
    expect(run()?.output).toEqual({ value: null, leftOut, withheld: null, warnings: [] })
    applyOutput({ node_id: 'n', run: 'r1', output: [1] })
    applyOutput(large)
    expect(run()?.output).toEqual({ value: [1], leftOut: null, withheld: null, warnings: [] })
  })

  it('keeps why an output is not shown', () => {
    applyStatus(status({}))
    applyOutput({ node_id: 'n', run: 'r1', withheld: 'Hidden: no right.' })
    expect(run()?.output).toEqual({ value: null, leftOut: null, withheld: 'Hidden: no right.', warnings: [] })
    finishRun('n', { state: 'succeeded', run: 'r1', withheld: 'Gone.', execution_time: 5 })
    expect(run()?.output?.withheld).toBe('Gone.')
  })
})

describe('finishRun', () => {
  it('keeps result, usage and time', () => {
    startRun('n')
    const usage = { id: 'u', operation: 'post.send_letter', pricing_key: 'send', quantity: '1', unit: 'call', cost: '0', price: '0.001', currency: 'USD' }
    finishRun('n', { state: 'succeeded', run: 'r1', result: { ok: 1 }, usage, execution_time: 214 })
    expect(run()).toMatchObject({ state: 'succeeded', run: 'r1', executionTime: 214, usage, error: null })
    expect(run()?.output).toEqual({ value: { ok: 1 }, leftOut: null, withheld: null, warnings: [] })
  })

  it('passes over the late answer of a run that another has followed', () => {
    startRun('n')
    applyStatus(status({}))
    startRun('n')
    finishRun('n', { state: 'cancelled', run: 'r1', execution_time: 9 })
    expect(run()).toMatchObject({ state: 'queued', run: null })
    applyStatus(status({ run: 'r2', number: 1 }))
    finishRun('n', { state: 'cancelled', run: 'r1', execution_time: 9 })
    expect(run()?.run).toBe('r2')
    expect(run()?.state).not.toBe('cancelled')
  })

  it('keeps an output that was pushed when the answer holds none', () => {
    applyStatus(status({}))
    applyOutput({ node_id: 'n', run: 'r1', output: 'pushed' })
    finishRun('n', { state: 'failed', execution_time: 3, error: { code: 'remote_rejected', detail: 'No.' } })
    expect(run()).toMatchObject({ run: 'r1', state: 'failed', error: { code: 'remote_rejected', detail: 'No.' } })
    expect(run()?.output?.value).toBe('pushed')
  })
})
