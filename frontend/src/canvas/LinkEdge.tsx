import { BaseEdge, EdgeLabelRenderer, getBezierPath, type EdgeProps } from '@xyflow/react'
import { Plus, X } from 'lucide-react'
import { memo } from 'react'
import { removeElements } from '@/lib/graph/edits'
import type { FlowEdge } from '@/lib/graph/flow'
import { plural } from '@/lib/format/size'
import { itemCount } from '@/lib/output/count'
import { edgeState } from '@/lib/runs/edges'
import { useEditor } from '@/store/store'
import { IconButton } from '@/ui/IconButton'

/** An edge with the count of items that went along it; selected, it offers to insert a node or to go. */
export const LinkEdge = memo(function LinkEdge(props: EdgeProps<FlowEdge>) {
  const { id, source, target, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected } = props
  const output = useEditor((state) => state.runs[source]?.output)
  const passed = useEditor((state) => edgeState(state.runs[source]?.state, state.runs[target]?.state))
  const [path, x, y] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition })
  const count = output && passed !== 'dead' && !output.leftOut && !output.withheld ? itemCount(output.value) : null

  return (
    <>
      <BaseEdge id={id} path={path} interactionWidth={22} className={passed === 'none' ? undefined : `edge-${passed}`} />
      {(selected || count !== null) && (
        <EdgeLabelRenderer>
          <div
            className="nodrag nopan pointer-events-auto absolute flex items-center rounded-full bg-raised px-0.5 shadow-float"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {count !== null && !selected && (
              <span className="tabular px-1.5 text-2xs leading-[18px] text-text-2">{plural(count, 'item')}</span>
            )}
            {selected && (
              <>
                <IconButton
                  label="Insert a node here"
                  size="sm"
                  onClick={(event) => useEditor.getState().setPicker({ screen: { x: event.clientX, y: event.clientY }, edge: id })}
                >
                  <Plus size={14} />
                </IconButton>
                <IconButton
                  label="Delete this connection"
                  size="sm"
                  onClick={() => useEditor.getState().edit((graph) => removeElements(graph, new Set(), new Set([id])))}
                >
                  <X size={14} />
                </IconButton>
              </>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
})
