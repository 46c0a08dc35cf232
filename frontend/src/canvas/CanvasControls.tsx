import { useReactFlow, useStore } from '@xyflow/react'
import { Maximize, Minus, Plus, StickyNote, WandSparkles } from 'lucide-react'
import { addNote } from '@/lib/graph/notes'
import { shortcut } from '@/lib/shortcuts'
import { useEditor } from '@/store/store'
import { IconButton } from '@/ui/IconButton'
import { useTidy } from './useTidy'
import { viewCenter } from './viewCenter'

/** Zoom, fit and tidy, at the lower left of the canvas. */
export function CanvasControls() {
  const flow = useReactFlow()
  const zoom = useStore((state) => Math.round(state.transform[2] * 100))
  const { tidy, busy } = useTidy()
  const viewing = useEditor((state) => state.viewed !== null)
  const note = () => {
    const { history, edit } = useEditor.getState()
    const { graph, id } = addNote(history.present, viewCenter(flow))
    edit(() => graph, { select: [id] })
  }
  return (
    <div role="toolbar" aria-label="View" className="absolute bottom-4 left-4 z-10 flex items-center gap-0.5 rounded-[10px] bg-raised p-1 shadow-float">
      <IconButton label="Zoom out" size="sm" side="top" onClick={() => void flow.zoomOut({ duration: 150 })}>
        <Minus size={15} />
      </IconButton>
      <button
        type="button"
        aria-label={`Zoom is ${zoom} %. Set it to 100 %`}
        onClick={() => void flow.zoomTo(1, { duration: 200 })}
        className="tabular h-6 w-12 rounded-md text-xs text-text-2 hover:bg-hover"
      >
        {zoom} %
      </button>
      <IconButton label="Zoom in" size="sm" side="top" onClick={() => void flow.zoomIn({ duration: 150 })}>
        <Plus size={15} />
      </IconButton>
      <span className="mx-1 h-4 w-px bg-line" />
      <IconButton
        label="Fit everything"
        keys={shortcut('fit')}
        size="sm"
        side="top"
        onClick={() => void flow.fitView({ padding: 0.25, maxZoom: 1, duration: 250 })}
      >
        <Maximize size={14} />
      </IconButton>
      <IconButton label="Tidy up" keys={shortcut('tidy')} size="sm" side="top" disabled={busy} onClick={() => void tidy()}>
        <WandSparkles size={14} />
      </IconButton>
      <IconButton label="Add a note" size="sm" side="top" disabled={viewing} onClick={note}>
        <StickyNote size={14} />
      </IconButton>
    </div>
  )
}
