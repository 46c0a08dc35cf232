import { renameNode } from '@/lib/graph/edits'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeRun } from '@/testing/runs'
import { editor, graphShown, openEditor } from '@/testing/page'
import { useFlow } from './flowStore'
import { draftOf } from './viewSlice'
import { isDirty } from './workflowSlice'

const news = (run: string) => ({ run, step: 's', node_id: 'a', state: 'running' as const, path: [], attempt: 1, number: 1, position: 1, at: '2026-03-01T12:00:00Z' })
const drawn = () => useFlow.getState().nodes.map((node) => node.id)

beforeEach(() => openEditor(makeGraph([makeNode('a'), makeNode('b')])))

describe('a run that is opened again', () => {
  const run = makeRun({ state: 'failed', reason: 'No.', steps: [{ node: 'old', state: 'failed' }] })

  it('shows its own drawing, which nothing changes, and gives the draft back', () => {
    editor().edit((graph) => renameNode(graph, 'a', 'New'))
    editor().viewRun(run, makeGraph([makeNode('old')]))
    expect([drawn(), editor().runs.old?.state, editor().execution?.reason]).toEqual([['old'], 'failed', 'No.'])
    editor().edit((graph) => renameNode(graph, 'old', 'Changed'))
    editor().undo()
    expect(graphShown().nodes[0]?.name).toBe('old')
    expect([isDirty(editor()), draftOf(editor()).nodes[0]?.name]).toEqual([true, 'New'])
    editor().leaveRun()
    expect([drawn(), editor().runs, editor().execution]).toEqual([['a', 'b'], {}, null])
    editor().undo()
    expect(graphShown().nodes[0]?.name).toBe('a')
  })

  it('leaves what somebody saves meanwhile to the draft', () => {
    editor().viewRun(run, makeGraph([makeNode('old')]))
    editor().replaceGraph(makeGraph([makeNode('theirs')]))
    expect(drawn()).toEqual(['old'])
    editor().leaveRun()
    expect(drawn()).toEqual(['theirs'])
  })
})

describe('a run of the workflow', () => {
  it('is the only one that the canvas follows', () => {
    editor().beginExecution(false)
    editor().nameExecution('r')
    editor().applyStatus(news('another'))
    expect(editor().runs).toEqual({})
    editor().applyStatus(news('r'))
    expect(editor().runs.a?.run).toBe('r')
  })

  it('takes what the server keeps once it is over', () => {
    editor().beginExecution(false)
    editor().nameExecution('r')
    editor().applyRunState('r', 'failed')
    editor().applyRunState('r', 'running')
    expect(editor().execution?.state).toBe('failed')
    editor().takeRun(makeRun({ id: 'r', state: 'failed', reason: 'No.', usage: { price: '0.10', currency: 'USD' }, steps: [{ node: 'a', state: 'failed', error: { code: 'x', detail: 'No.' } }] }))
    expect(editor().execution).toMatchObject({ reason: 'No.', usage: { price: '0.10' } })
    expect(editor().runs.a?.error?.detail).toBe('No.')
    editor().takeRun(makeRun({ id: 'other', steps: [] }))
    expect(editor().execution?.run).toBe('r')
  })
})
