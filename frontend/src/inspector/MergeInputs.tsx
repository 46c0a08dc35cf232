import { useState } from 'react'
import type { GraphEdge, GraphNode } from '@/lib/graph/types'
import { inputProblem, nameInput } from '@/lib/graph/renamed'
import { nodeOf } from '@/store/selectors'
import { useEditor } from '@/store/store'

function InputName({ edge, disabled }: { edge: GraphEdge; disabled: boolean }) {
  const graph = useEditor((state) => state.history.present)
  const edit = useEditor((state) => state.edit)
  const [draft, setDraft] = useState<string | null>(null)
  const source = nodeOf(graph, edge.source)?.name ?? edge.source
  const problem = draft === null ? null : inputProblem(graph, edge.id, draft)
  const take = () => {
    if (draft === null || problem) return
    edit((before) => nameInput(before, edge.id, draft))
    setDraft(null)
  }
  return (
    <li className="flex flex-col gap-0.5">
      <label className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-xs text-text-2">from {source}</span>
        <input
          className="field w-40 font-mono"
          aria-label={`Name of the input from ${source}`}
          aria-invalid={problem !== null}
          disabled={disabled}
          value={draft ?? edge.target_handle}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => event.key === 'Enter' && take()}
        />
      </label>
      {problem && <span className="text-right text-xs text-error">{problem}</span>}
    </li>
  )
}

/** What the branches that come together here are called in what it gives. */
export function MergeInputs({ node, disabled }: { node: GraphNode; disabled: boolean }) {
  const edges = useEditor((state) => state.history.present.edges)
  const arriving = edges.filter((edge) => edge.target === node.id)
  return (
    <section aria-label="Inputs" className="border-t px-4 pt-3 pb-4">
      <h3 className="mb-1 text-xs font-medium text-text-2">Inputs</h3>
      {arriving.length === 0 ? (
        <p className="text-xs text-text-3">Draw the branches to it that it brings together.</p>
      ) : (
        <ul className="flex flex-col gap-1.5">
          {arriving.map((edge) => (
            <InputName key={edge.id} edge={edge} disabled={disabled} />
          ))}
        </ul>
      )}
    </section>
  )
}
