/** What keys, menus and toolbars do to the selection. */
import { useReactFlow } from '@xyflow/react'
import { useMemo } from 'react'
import { dropTextSelection } from '@/canvas/selecting'
import { useCatalog } from '@/catalog/CatalogContext'
import { fragmentOf, fromText, paste, toText } from '@/lib/graph/clipboard'
import { removeElements, toggleDisabled } from '@/lib/graph/edits'
import { joinNodes } from '@/lib/graph/joining'
import { removeNotes } from '@/lib/graph/notes'
import { portsOf } from '@/lib/graph/ports'
import { plural } from '@/lib/format/size'
import { selectedEdgeIds, selectedIds, selectedNode, selectedNoteIds } from '@/store/selection'
import { useFlow } from '@/store/flowStore'
import { useEditor } from '@/store/store'

const OFFSET = { x: 32, y: 32 }

function remove() {
  const state = useEditor.getState()
  const nodes = new Set(selectedIds())
  const edges = new Set(selectedEdgeIds())
  const notes = new Set(selectedNoteIds())
  if (nodes.size + edges.size + notes.size === 0) return
  state.edit((graph) => removeNotes(removeElements(graph, nodes, edges), notes))
  if (nodes.size > 1) {
    state.notify({
      tone: 'neutral',
      text: `Deleted ${plural(nodes.size, 'node')}.`,
      action: { label: 'Undo', run: () => useEditor.getState().undo() },
    })
  }
}

function duplicate() {
  const state = useEditor.getState()
  const fragment = fragmentOf(state.history.present, new Set(selectedIds()))
  if (fragment.nodes.length === 0) return
  const { graph, ids } = paste(state.history.present, fragment, OFFSET)
  state.edit(() => graph, { select: ids })
}

function copyText(): string | null {
  const state = useEditor.getState()
  const fragment = fragmentOf(state.history.present, new Set(selectedIds()))
  return fragment.nodes.length > 0 ? toText(fragment) : null
}

/** False when the text holds no nodes. */
function pasteText(text: string): boolean {
  const fragment = fromText(text)
  if (!fragment) return false
  const state = useEditor.getState()
  const { graph, ids } = paste(state.history.present, fragment, OFFSET)
  state.edit(() => graph, { select: ids })
  return true
}

function switchSelection() {
  const state = useEditor.getState()
  const ids = new Set(selectedIds())
  if (ids.size > 0) state.edit((graph) => toggleDisabled(graph, ids))
}

function selectAll() {
  const state = useEditor.getState()
  dropTextSelection()
  useFlow.getState().select(state.history.present.nodes.map((node) => node.id))
}

export function useEditActions() {
  const flow = useReactFlow()
  const { byType } = useCatalog()
  return useMemo(() => {
    const addAfter = () => {
      const state = useEditor.getState()
      const node = selectedNode()
      const handle = node && portsOf(node, byType.get(node.type)).outputs[0]?.name
      if (!node || !handle) return
      const internal = flow.getInternalNode(node.id)
      const width = internal?.measured.width ?? 0
      const screen = flow.flowToScreenPosition({ x: node.position.x + width + 24, y: node.position.y - 8 })
      state.setPicker({ screen, after: { node: node.id, handle } })
    }
    const join = () => {
      const ids = selectedIds()
      useEditor.getState().edit((graph) => joinNodes(graph, ids, byType))
    }
    return { join, remove, duplicate, copyText, pasteText, toggleDisabled: switchSelection, selectAll, addAfter }
  }, [flow, byType])
}
