/** Changes that React Flow reports: drawn at once, and kept as a step of undo when positions come to rest. */
import type { NodeChange } from '@xyflow/react'
import { moveNodes } from '@/lib/graph/edits'
import type { FlowNode, FlowNote } from '@/lib/graph/flow'
import { changeNotes } from '@/lib/graph/notes'
import type { Note, Point } from '@/lib/graph/types'
import { useFlow } from '@/store/flowStore'
import { useEditor } from '@/store/store'

/** The end of a drag, or a step of an arrow key. */
export function restingPositions(changes: readonly NodeChange<FlowNode | FlowNote>[]): Map<string, Point> {
  const positions = new Map<string, Point>()
  for (const change of changes) {
    if (change.type === 'position' && change.position && change.dragging === false) {
      positions.set(change.id, change.position)
    }
  }
  return positions
}

/** Notes whose size has come to rest, with where they lie then: a corner that is pulled moves them as well. */
export function restingNotes(changes: readonly NodeChange<FlowNode | FlowNote>[], notes: readonly FlowNote[]): Map<string, Partial<Note>> {
  const resting = new Map<string, Partial<Note>>()
  for (const change of changes) {
    if (change.type !== 'dimensions' || change.resizing !== false) continue
    const note = notes.find((each) => each.id === change.id)
    if (note) resting.set(note.id, { position: note.position, width: note.width, height: note.height })
  }
  return resting
}

export function takeNodeChanges(changes: NodeChange<FlowNode | FlowNote>[]): void {
  useFlow.getState().changeNodes(changes)
  const positions = restingPositions(changes)
  const resting = restingNotes(changes, useFlow.getState().notes)
  for (const [id, position] of positions) resting.set(id, { ...resting.get(id), position })
  if (positions.size + resting.size === 0) return
  useEditor.getState().edit((graph) => changeNotes(moveNodes(graph, positions), resting), { tag: 'move' })
}
