import type { NodeType } from '@/api/types'
import { WayOut } from '@/connections/WayOut'
import type { GraphNode } from '@/lib/graph/types'
import type { FieldProblem, SocketError } from '@/socket/messages'
import { useEditor } from '@/store/store'
import { ErrorNote } from '@/ui/ErrorNote'

interface Props {
  node: GraphNode
  type: NodeType
  elsewhere: readonly FieldProblem[]
}

function detailOf(error: SocketError): string {
  return error.retry_after ? `${error.detail} Try again in ${error.retry_after} s.` : error.detail
}

/** Why the last run failed, with the button that mends it. */
export function RunProblem({ node, type, elsewhere }: Props) {
  const error = useEditor((state) => state.runs[node.id]?.error ?? null)
  if (!error) return null
  const others = elsewhere.map((problem) => `${problem.field}: ${problem.message}`).join(' ')
  return (
    <div className="mb-3 max-h-44 overflow-y-auto">
      <ErrorNote problem={{ code: error.code, message: `${detailOf(error)} ${others}`.trim() }}>
        <WayOut error={error} node={node} type={type} />
      </ErrorNote>
    </div>
  )
}
