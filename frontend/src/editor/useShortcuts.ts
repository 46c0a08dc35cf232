/** The keyboard of the editor. Every key is declared in lib/shortcuts. */
import { useReactFlow } from '@xyflow/react'
import { useEffect } from 'react'
import { flushSync } from 'react-dom'
import { useTidy } from '@/canvas/useTidy'
import { shortcutOf, type ShortcutId } from '@/lib/shortcuts'
import { useRun } from '@/run/useRun'
import { useRunWorkflow } from '@/run/useRunWorkflow'
import { useFlow } from '@/store/flowStore'
import { useSelectedNode } from '@/store/selection'
import { useEditor } from '@/store/store'
import { saveNow } from '@/workflow/saveNow'
import { isOnCanvas, isOverlaid, isTyping } from './focus'
import { useEditActions } from './useEditActions'

/** These act on the selection, so they belong to the canvas alone. */
const CANVAS_ONLY = new Set<ShortcutId>(['delete', 'addAfter', 'disable', 'selectAll', 'deselect', 'rename', 'fit', 'tidy', 'join'])

export function useShortcuts() {
  const flow = useReactFlow()
  const actions = useEditActions()
  const { tidy } = useTidy()
  const node = useSelectedNode()
  const { run } = useRun(node)
  const { run: runAll } = useRunWorkflow()

  useEffect(() => {
    const store = () => useEditor.getState()
    const handlers: Partial<Record<ShortcutId, () => unknown>> = {
      commands: () => store().setOverlay('commands'),
      sheet: () => store().setOverlay('shortcuts'),
      save: () => void saveNow(),
      undo: () => store().undo(),
      redo: () => store().redo(),
      duplicate: actions.duplicate,
      selectAll: actions.selectAll,
      delete: actions.remove,
      disable: actions.toggleDisabled,
      addAfter: () => (node ? actions.addAfter() : false),
      join: actions.join,
      rename: () => (node ? store().setRenaming(node.id) : false),
      deselect: () => useFlow.getState().select([]),
      search: () => {
        flushSync(() => store().fold('palette', false))
        document.getElementById('palette-search')?.focus()
      },
      palette: () => store().fold('palette', !store().folded.palette),
      inspector: () => store().fold('inspector', !store().folded.inspector),
      dock: () => store().toggleDock(),
      fit: () => void flow.fitView({ padding: 0.25, maxZoom: 1, duration: 250 }),
      tidy: () => void tidy(),
    }
    const onKeyDown = (event: KeyboardEvent) => {
      const found = shortcutOf(event, isTyping(event.target))
      if (!found || event.defaultPrevented || isOverlaid(event.target)) return
      if (CANVAS_ONLY.has(found.id) && !isOnCanvas(event.target)) return
      if (handlers[found.id]?.() !== false) event.preventDefault()
    }
    // Before the canvas, which takes Enter on a node for a click, and with Ctrl for one that deselects it.
    const onRunKey = (event: KeyboardEvent) => {
      const id = shortcutOf(event, isTyping(event.target))?.id
      if ((id !== 'run' && id !== 'runAll') || isOverlaid(event.target)) return
      event.preventDefault()
      event.stopPropagation()
      if (event.repeat) return
      if (id === 'run' && node) run()
      else runAll()
    }
    window.addEventListener('keydown', onRunKey, { capture: true })
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onRunKey, { capture: true })
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [actions, flow, node, run, runAll, tidy])
}
