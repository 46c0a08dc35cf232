import { Handle, Position, useUpdateNodeInternals } from '@xyflow/react'
import { memo, useEffect } from 'react'
import { labelOf, NEW_INPUT, offsetOf, TOOL, TOOLS, type Ports } from '@/lib/graph/ports'
import { cx } from '@/ui/cx'

const LABEL = 'pointer-events-none absolute max-w-24 -translate-y-full truncate text-2xs leading-[13px] text-text-3'

function at(index: number, count: number) {
  return count === 1 ? undefined : { top: `${offsetOf(index, count)}%` }
}

/** Inputs at the left, outputs at the right, with their names where there are several. */
export const NodeHandles = memo(function NodeHandles({ nodeId, ports: { inputs, outputs, takesTools, isTool } }: { nodeId: string; ports: Ports }) {
  const update = useUpdateNodeInternals()
  const shape = [...inputs, '|', ...outputs].map((port) => (typeof port === 'string' ? port : port.name)).join('\n')
  const isPlain = inputs.length <= 1 && outputs.length <= 1

  // React Flow measures where handles lie once; edges to one that came later would hang in the air.
  useEffect(() => {
    if (!isPlain) update(nodeId)
  }, [update, nodeId, shape, isPlain])

  return (
    <>
      {inputs.map((port, index) => (
        <Handle
          key={port.name}
          id={port.name}
          type="target"
          position={Position.Left}
          style={at(index, inputs.length)}
          className={cx(port.name === NEW_INPUT && inputs.length > 1 && 'new-handle')}
        />
      ))}
      {outputs.map((port, index) => (
        <Handle
          key={port.name}
          id={port.name}
          type="source"
          position={Position.Right}
          style={at(index, outputs.length)}
          className={cx(port.name === 'error' && 'error-handle')}
        />
      ))}
      {takesTools && <Handle id={TOOLS} type="target" position={Position.Bottom} className="tool-handle" title="Tools of this agent" />}
      {isTool && <Handle id={TOOL} type="source" position={Position.Top} className="tool-handle" title="Lend it to an agent as a tool" />}
      {inputs.length > 1 &&
        inputs.map((port, index) => (
          <span key={port.name} className={cx('handle-label right-full mr-2.5 text-right', LABEL)} style={{ top: `${offsetOf(index, inputs.length)}%` }}>
            {port.name === NEW_INPUT ? '' : labelOf(port)}
          </span>
        ))}
      {outputs.length > 1 &&
        outputs.map((port, index) => (
          <span key={port.name} className={cx('handle-label left-full ml-2.5', LABEL)} style={{ top: `${offsetOf(index, outputs.length)}%` }}>
            {labelOf(port)}
          </span>
        ))}
    </>
  )
})
