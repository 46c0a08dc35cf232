/** Texts on the canvas, for people. */
import { newId } from '@/lib/id'
import { GRID, type Graph, type Note, type Point } from './types'

export const NOTE_WIDTH = 240
export const NOTE_HEIGHT = 160
export const LONGEST_NOTE = 10_000
export const SMALLEST_NOTE = 96
/** Names of colours of the editor; the first is the usual one. */
export const NOTE_COLORS = ['', 'blue', 'green', 'red'] as const

const onGrid = (value: number) => Math.round(value / GRID) * GRID

export function addNote(graph: Graph, position: Point): { graph: Graph; id: string } {
  const id = newId('note')
  const note: Note = {
    id,
    text: '',
    position: { x: onGrid(position.x), y: onGrid(position.y) },
    width: NOTE_WIDTH,
    height: NOTE_HEIGHT,
    color: '',
  }
  return { graph: { ...graph, notes: [...(graph.notes ?? []), note] }, id }
}

/** The same graph where nothing is changed by it. */
export function changeNotes(graph: Graph, changes: ReadonlyMap<string, Partial<Omit<Note, 'id'>>>): Graph {
  let isChanged = false
  const notes = (graph.notes ?? []).map((note) => {
    const change = changes.get(note.id)
    if (!change) return note
    isChanged = true
    return { ...note, ...change }
  })
  return isChanged ? { ...graph, notes } : graph
}

export function removeNotes(graph: Graph, ids: ReadonlySet<string>): Graph {
  const notes = (graph.notes ?? []).filter((note) => !ids.has(note.id))
  return notes.length === (graph.notes ?? []).length ? graph : { ...graph, notes }
}
