import { NodeResizer, type NodeProps } from '@xyflow/react'
import { Trash2 } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import { changeNotes, LONGEST_NOTE, NOTE_COLORS, removeNotes, SMALLEST_NOTE } from '@/lib/graph/notes'
import type { FlowNote } from '@/lib/graph/flow'
import { useEditor } from '@/store/store'
import { IconButton } from '@/ui/IconButton'
import { cx } from '@/ui/cx'

const TONES: Record<string, string> = {
  blue: 'bg-accent-soft border-accent/30',
  green: 'bg-success-soft border-success/30',
  red: 'bg-error-soft border-error/30',
}
const USUAL = 'bg-warning-soft border-warning/30'
const COLOR_NAMES: Record<string, string> = { '': 'yellow', blue: 'blue', green: 'green', red: 'red' }

/** A text on the canvas: written by a double click, kept when it is left. */
export const NoteCard = memo(function NoteCard({ data: { note }, selected }: NodeProps<FlowNote>) {
  const edit = useEditor((state) => state.edit)
  const viewing = useEditor((state) => state.viewed !== null)
  const [draft, setDraft] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const writing = draft !== null
  useEffect(() => {
    if (writing) field.current?.focus()
  }, [writing])
  const write = () => !viewing && setDraft(note.text)
  const keep = () => {
    if (draft !== null && draft !== note.text) edit((graph) => changeNotes(graph, new Map([[note.id, { text: draft }]])))
    setDraft(null)
  }
  return (
    <div
      role="note"
      aria-label={note.text ? `Note: ${note.text.slice(0, 80)}` : 'Empty note'}
      tabIndex={-1}
      onDoubleClick={write}
      className={cx(
        'group/note h-full w-full rounded-lg border text-sm shadow-card',
        TONES[note.color ?? ''] ?? USUAL,
        selected && 'ring-3 ring-accent/25',
      )}
    >
      <NodeResizer isVisible={selected && !viewing} minWidth={SMALLEST_NOTE} minHeight={SMALLEST_NOTE / 2} lineClassName="border-accent!" handleClassName="size-2! rounded-sm! border-accent! bg-surface!" />
      {selected && !viewing && (
        <div role="toolbar" aria-label="Note" className="nodrag absolute -top-9 right-0 flex items-center gap-1 rounded-[10px] bg-raised p-1 shadow-float">
          {NOTE_COLORS.map((color) => (
            <button
              key={color}
              type="button"
              aria-label={`Make it ${COLOR_NAMES[color]}`}
              aria-pressed={(note.color ?? '') === color}
              onClick={() => edit((graph) => changeNotes(graph, new Map([[note.id, { color }]])))}
              className={cx('size-5 rounded-full border aria-pressed:ring-2 aria-pressed:ring-accent', TONES[color] ?? USUAL)}
            />
          ))}
          <IconButton label="Delete this note" size="sm" side="top" onClick={() => edit((graph) => removeNotes(graph, new Set([note.id])))}>
            <Trash2 size={14} />
          </IconButton>
        </div>
      )}
      {writing ? (
        <textarea
          ref={field}
          aria-label="Text of the note"
          maxLength={LONGEST_NOTE}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={keep}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key === 'Escape') keep()
          }}
          className="nodrag nowheel h-full w-full resize-none rounded-lg bg-transparent p-3 outline-none"
        />
      ) : (
        <p className={cx('h-full w-full overflow-hidden p-3 whitespace-pre-wrap', !note.text && 'text-text-3')}>
          {note.text || 'Double-click to write.'}
        </p>
      )}
    </div>
  )
})
