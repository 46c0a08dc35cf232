import { ProblemError } from '@/api/problem'
import { renameNode } from '@/lib/graph/edits'
import { socket } from '@/socket/socket'
import { useEditor } from '@/store/store'
import { isDirty } from '@/store/workflowSlice'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeWorkflow } from '@/testing/workflow'
import { readDraft, writeDraft } from './draft'
import { saveNow } from './saveNow'

const state = () => useEditor.getState()
const rename = (name: string) => state().edit((graph) => renameNode(graph, 'a', name))
const answers = (revision: number) => vi.spyOn(socket, 'request').mockResolvedValue({ revision })
const refuses = (problem: ProblemError) => vi.spyOn(socket, 'request').mockRejectedValue(problem)

beforeEach(() => state().openWorkflow(makeWorkflow()))

describe('saveNow', () => {
  it('sends the graph as it is shown, with the revision it started from', async () => {
    const request = answers(4)
    rename('New')
    state().setViewport({ x: 5, y: 6, zoom: 2 })
    await saveNow()
    const graph = { ...makeGraph([makeNode('a', { name: 'New', key: 'new' })]), viewport: { x: 5, y: 6, zoom: 2 } }
    expect(request.mock.calls).toEqual([['save_workflow', { workflow: 'w', graph, base: 3 }]])
    expect([state().base, state().save, isDirty(state())]).toEqual([4, { is: 'idle' }, false])
  })

  it('sends nothing when nothing changed', async () => {
    const request = answers(4)
    await saveNow()
    expect(request).not.toHaveBeenCalled()
  })

  it('saves one at a time', async () => {
    const request = answers(4)
    rename('New')
    await Promise.all([saveNow(), saveNow()])
    expect(request).toHaveBeenCalledTimes(1)
  })

  it('drops the draft once the server has it', async () => {
    answers(4)
    rename('New')
    writeDraft('w', { base: 3, graph: state().history.present, at: 1 })
    await saveNow()
    expect(readDraft('w')).toBeNull()
  })

  it('keeps the draft of what changed while it was saving', async () => {
    answers(4)
    rename('New')
    writeDraft('w', { base: 3, graph: state().history.present, at: 1 })
    const saving = saveNow()
    rename('Newer')
    await saving
    expect(readDraft('w')).not.toBeNull()
    expect(isDirty(state())).toBe(true)
  })

  it('waits for the connection when that is lost', async () => {
    refuses(new ProblemError({ code: 'offline' }))
    rename('New')
    await saveNow()
    expect(state().save).toEqual({ is: 'offline' })
    expect(isDirty(state())).toBe(true)
  })

  it('says why the server refused', async () => {
    const problem = new ProblemError({ code: 'payload_too_large', detail: 'Too large.' })
    refuses(problem)
    rename('New')
    await saveNow()
    expect(state().save).toEqual({ is: 'failed', problem })
  })

  it('shows the newer version that the refusal brings, and does not overwrite it', async () => {
    const newer = { revision: 5, graph: makeGraph([makeNode('theirs')]) }
    const request = refuses(new ProblemError({ code: 'conflict', answer: { error: { newer } } }))
    rename('New')
    await saveNow()
    await saveNow()
    expect(state().save).toEqual({ is: 'conflict', newer })
    expect(request).toHaveBeenCalledTimes(1)
    expect(state().history.present.nodes[0]?.name).toBe('New')
  })

  it('fetches the newer version when the refusal brings none', async () => {
    refuses(new ProblemError({ code: 'conflict' }))
    const theirs = makeWorkflow(makeGraph([makeNode('theirs')]), 6)
    const fetch = vi.fn(async () => new Response(JSON.stringify(theirs)))
    vi.stubGlobal('fetch', fetch)
    rename('New')
    await saveNow()
    expect(fetch).toHaveBeenCalledWith('/api/v1/workflows/w/', expect.anything())
    expect(state().save).toEqual({ is: 'conflict', newer: { revision: 6, graph: theirs.graph } })
  })

  it('does not mark another workflow as saved that was opened meanwhile', async () => {
    answers(4)
    rename('New')
    const saving = saveNow()
    state().openWorkflow({ ...makeWorkflow(), id: 'other', revision: 1 })
    await saving
    expect([state().workflow?.id, state().base]).toEqual(['other', 1])
  })
})
