import { renameNode } from '@/lib/graph/edits'
import { useEditor } from '@/store/store'
import { isDirty } from '@/store/workflowSlice'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeWorkflow } from '@/testing/workflow'
import { serve } from '@/testing/server'
import { followSave } from './followSaves'

const state = () => useEditor.getState()
const names = () => state().history.present.nodes.map((node) => node.name)
const newer = { ...makeWorkflow(), revision: 4, graph: makeGraph([makeNode('a', { name: 'Theirs' })]) }
const saved = { type: 'workflow_saved' as const, workflow: 'w', revision: 4, by: 'berta' }

beforeEach(() => state().openWorkflow(makeWorkflow()))

describe('a save from elsewhere', () => {
  it('is followed by a screen without changes of its own', async () => {
    serve({ 'GET /api/v1/workflows/w/': newer })
    await followSave(saved)
    expect(names()).toEqual(['Theirs'])
    expect([state().base, isDirty(state())]).toEqual([4, false])
    expect(state().toasts.at(-1)?.text).toBe('Now at revision 4, saved by berta.')
  })

  it('takes nothing from who has changes of his own, but is told', async () => {
    const asked = serve({})
    state().edit((graph) => renameNode(graph, 'a', 'Mine'))
    await followSave(saved)
    expect(names()).toEqual(['Mine'])
    expect([state().base, asked]).toEqual([3, []])
    expect(state().toasts.at(-1)?.text).toMatch(/^berta has saved a newer version/)
  })

  it.each([
    ['of another workflow', { ...saved, workflow: 'other' }],
    ['that is known', { ...saved, revision: 3 }],
  ])('%s is no news', async (_, push) => {
    const asked = serve({})
    await followSave(push)
    expect(asked).toEqual([])
  })

  it('of one’s own that is under way is no news', async () => {
    const asked = serve({})
    state().setSave({ is: 'saving' })
    await followSave(saved)
    expect(asked).toEqual([])
  })
})
