import { CircleAlert } from 'lucide-react'
import { useReactFlow } from '@xyflow/react'
import { useCatalog } from '@/catalog/CatalogContext'
import { focusField } from '@/inspector/focusField'
import { fieldsOf } from '@/lib/schema/fields'
import { pathOf } from '@/lib/schema/fieldErrors'
import { labelOf } from '@/run/readiness'
import { useFlow } from '@/store/flowStore'
import type { GraphProblem, Refusal } from '@/store/problemSlice'
import { nodeOf } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { NodeIcon } from '@/ui/NodeIcon'

/** What to mend before the workflow can run or be published; each leads to its node and field. */
export function ProblemList({ refusal, onGo }: { refusal: Refusal; onGo?: () => void }) {
  const graph = useEditor((state) => state.history.present)
  const { byType } = useCatalog()
  const flow = useReactFlow()
  const go = ({ field }: GraphProblem, id: string) => {
    onGo?.()
    useEditor.getState().fold('inspector', false)
    useFlow.getState().select([id])
    void flow.fitView({ nodes: [{ id }], maxZoom: 1, duration: 200 })
    focusField(field)
  }
  return (
    <ul aria-label="Problems" className="flex flex-col">
      {refusal.list.map((problem, index) => {
        const node = nodeOf(graph, problem.node)
        const type = byType.get(node?.type ?? '')
        const label = type ? labelOf(pathOf(problem.field), fieldsOf(type.input_schema, type.ui_schema)) : problem.field
        return (
          <li key={`${problem.node ?? ''} ${problem.field} ${index}`}>
            <button
              type="button"
              disabled={!node}
              onClick={() => node && go(problem, node.id)}
              className="flex w-full items-center gap-2.5 rounded-md px-3 py-1.5 text-left hover:not-disabled:bg-hover"
            >
              {node ? <NodeIcon size="sm" type={type} fallback={node.type} /> : <CircleAlert size={15} className="text-error" aria-hidden />}
              <span className="min-w-0 flex-1">
                <span className="font-medium">{node?.name ?? 'The workflow'}</span>
                {label && <span className="text-text-3"> · {label}</span>}
                <span className="block text-text-2">{problem.message}</span>
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

export function ProblemsPane() {
  const refusal = useEditor((state) => state.problems)
  if (!refusal) return <p className="p-4 text-text-2">Nothing keeps the workflow from running.</p>
  return (
    <div className="h-full overflow-y-auto p-1.5">
      <p className="px-3 py-1.5 text-text-2">
        {refusal.about === 'run' ? 'It was not run. Mend this first:' : 'It was not published. Mend this first:'}
      </p>
      <ProblemList refusal={refusal} />
    </div>
  )
}
