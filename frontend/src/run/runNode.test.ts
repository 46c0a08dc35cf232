import { ProblemError } from '@/api/problem'
import { socket } from '@/socket/socket'
import { useEditor } from '@/store/store'
import { makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { accountOfNode } from './accountOfNode'
import { problemsOf } from './readiness'
import { cancelRun, requestFor, runNode } from './runNode'

const type = makeType({
  input_schema: {
    type: 'object',
    required: ['to'],
    properties: { to: { type: 'string' }, note: { type: 'string', default: 'none' } },
  },
})
const acme = { mode: 'customer', key: 'acme', name: 'Acme' } as const
const node = makeNode('n', { parameters: { to: 'Ann', note: undefined } })
const run = () => useEditor.getState().runs.n

beforeEach(() => {
  useEditor.getState().resetRuns()
  useEditor.getState().setSubject({ mode: 'owner' })
})

describe('accountOfNode', () => {
  const mine = makeNode('n', { account_mode: 'customer' })

  it('is the owner only where the node says so', () => {
    expect(accountOfNode(node, acme)).toEqual({ mode: 'owner' })
    expect(accountOfNode(mine, { mode: 'owner' })).toEqual({ mode: 'customer', key: null })
  })

  it('is the node’s own customer before the one at the top', () => {
    expect(accountOfNode(mine, acme)).toEqual({ mode: 'customer', key: 'acme', name: 'Acme' })
    expect(accountOfNode({ ...mine, customer_id: 'globex' }, acme)).toEqual({ mode: 'customer', key: 'globex', name: null })
  })
})

describe('requestFor', () => {
  it('holds what was filled in and nothing else', () => {
    expect(requestFor(node, type, null, null)).toEqual({
      node_id: 'n', node_type: 'post.send_letter', parameters: { to: 'Ann' }, account_mode: 'owner',
    })
  })

  it('names workflow, connection and customer where there are any', () => {
    const own = { ...node, account_mode: 'customer', connection: 'c' } as const
    expect(requestFor(own, type, 'w', 'acme')).toMatchObject({
      account_mode: 'customer', workflow: 'w', connection: 'c', customer_id: 'acme',
    })
  })
})

describe('problemsOf', () => {
  it('names what is missing by its label', () => {
    expect(problemsOf(makeNode('n'), type)).toEqual([{ field: 'to', message: 'Required.', words: 'To: Required.' }])
    expect(problemsOf(node, type)).toEqual([])
  })

  it('leaves whole fields to the model that a node is lent to, and what several have to be together', () => {
    const place = { type: 'object', required: ['city'], properties: { city: { type: 'string' } } }
    const letter = makeType({
      input_schema: {
        type: 'object',
        required: ['to', 'place'],
        properties: { to: { type: 'string' }, copy: { type: 'string' }, place },
        not: { properties: { to: { maxLength: 0 }, copy: { maxLength: 0 } } },
      },
    })
    const said = (parameters: Record<string, unknown>, isLent: boolean) =>
      problemsOf(makeNode('n', { parameters }), letter, isLent).map(({ field }) => field)
    expect(said({}, false)).toEqual(['', 'to', 'place'])
    expect(said({}, true)).toEqual([])
    expect(said({ place: { street: 'High St' } }, true)).toEqual(['place.city'])
    expect(problemsOf(node, undefined, true)).toHaveLength(1)
  })

  it('says that a node is not known on this server', () => {
    expect(problemsOf(node, undefined)[0]?.words).toBe('There is no node “post.send_letter” on this server.')
  })
})

describe('runNode', () => {
  it('shows the answer at the node', async () => {
    const answer = { run: 'r', step: 's', state: 'succeeded', node_id: 'n', result: { id: 1 }, execution_time: 20 }
    vi.spyOn(socket, 'request').mockResolvedValue(answer)
    await runNode(node, type)
    expect(run()).toMatchObject({ run: 'r', state: 'succeeded', executionTime: 20, output: { value: { id: 1 } } })
  })

  it('shows why it was refused, and how it ended', async () => {
    const errors = [{ field: 'to', message: 'Unknown.' }]
    const answer = { run: 'r', state: 'failed', execution_time: 7 }
    vi.spyOn(socket, 'request').mockRejectedValue(new ProblemError({ code: 'input_error', detail: 'Wrong.', errors, answer }))
    await runNode(node, type)
    expect(run()).toMatchObject({ run: 'r', state: 'failed', executionTime: 7, error: { code: 'input_error', detail: 'Wrong.', errors } })
  })

  it('never calls an unknown outcome a failure', async () => {
    vi.spyOn(socket, 'request').mockRejectedValue(new ProblemError({ code: 'outcome_unknown' }))
    await runNode(node, type)
    expect(run()?.state).toBe('outcome_unknown')
  })

  it('leaves a run open that goes on while the connection is lost', async () => {
    vi.spyOn(socket, 'request').mockImplementation(async () => {
      useEditor.getState().applyStatus({
        run: 'r', step: 's', node_id: 'n', state: 'running', at: '2026-03-01T12:00:00Z', path: [], attempt: 1, number: 1, position: 1,
      })
      throw new ProblemError({ code: 'offline' })
    })
    await runNode(node, type)
    expect(run()).toMatchObject({ run: 'r', state: 'running', error: null })
  })
})

describe('cancelRun', () => {
  it('asks for the run that is known, and for nothing before that', async () => {
    const request = vi.spyOn(socket, 'request').mockResolvedValue({ state: 'cancelled' })
    useEditor.getState().startRun('n')
    await cancelRun('n')
    expect(request).not.toHaveBeenCalled()
    useEditor.getState().finishRun('n', { state: 'running', run: 'r', execution_time: 0 })
    await cancelRun('n')
    expect(request).toHaveBeenCalledWith('cancel_execution', { run: 'r' })
  })
})
