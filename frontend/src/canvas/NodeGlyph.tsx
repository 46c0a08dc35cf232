import { useEditor } from '@/store/store'
import { StateGlyph } from '@/ui/StateGlyph'

/** How the last run of a node went. */
export function NodeGlyph({ nodeId }: { nodeId: string }) {
  const state = useEditor((store) => store.runs[nodeId]?.state)
  const why = useEditor((store) => store.runs[nodeId]?.error?.detail ?? store.runs[nodeId]?.message)
  if (!state) return null
  return (
    <span className="shrink-0" title={why ?? undefined}>
      <StateGlyph state={state} />
    </span>
  )
}
