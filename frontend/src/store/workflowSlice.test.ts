import { renameNode } from '@/lib/graph/edits'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeWorkflow } from '@/testing/workflow'
import { useEditor } from './store'
import { isDirty } from './workflowSlice'

const { closeWorkflow, edit, markSaved, openWorkflow, renameWorkflow, setViewport, undo } = useEditor.getState()
const state = () => useEditor.getState()
const rename = () => edit((graph) => renameNode(graph, 'a', 'New'))

beforeEach(() => openWorkflow(makeWorkflow()))

describe('the workflow', () => {
  it('is saved when it was just opened', () => {
    expect(isDirty(state())).toBe(false)
    expect([state().workflow, state().base, state().savedAt]).toEqual([
      { id: 'w', name: 'Report' },
      3,
      Date.parse('2026-03-01T12:00:00Z'),
    ])
  })

  it('is unsaved when it was opened with a draft', () => {
    openWorkflow(makeWorkflow(), makeGraph([makeNode('draft')]))
    expect(isDirty(state())).toBe(true)
    expect(state().history.present.nodes[0]?.id).toBe('draft')
  })

  it('is unsaved after an edit, and no longer once that is undone', () => {
    rename()
    expect(isDirty(state())).toBe(true)
    undo()
    expect(isDirty(state())).toBe(false)
  })

  it('is not unsaved because somebody looked elsewhere', () => {
    setViewport({ x: 50, y: 50, zoom: 2 })
    expect(isDirty(state())).toBe(false)
  })

  it('stays unsaved when it changed while it was being saved', () => {
    rename()
    const sent = state().history.present
    edit((graph) => renameNode(graph, 'a', 'Newer'))
    markSaved(sent, 4)
    expect(isDirty(state())).toBe(true)
    expect([state().base, state().save]).toEqual([4, { is: 'idle' }])
  })

  it('is renamed, and nothing is renamed once it is closed', () => {
    renameWorkflow('Weekly')
    expect(state().workflow).toEqual({ id: 'w', name: 'Weekly' })
    closeWorkflow()
    renameWorkflow('Late')
    expect(state().workflow).toBeNull()
    expect(isDirty(state())).toBe(false)
  })
})
