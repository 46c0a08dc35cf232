import { Handle, Position } from '@xyflow/react'
import type { NodeType } from '@/api/types'

const MAIN = [{ name: 'main', type: 'main' }]

function offset(index: number, count: number) {
  return count === 1 ? undefined : { top: `${((index + 1) / (count + 1)) * 100}%` }
}

/** Inputs at the left, outputs at the right. A node whose type is unknown keeps one of each, so that its edges show. */
export function NodeHandles({ type }: { type: NodeType | undefined }) {
  const inputs = type?.inputs ?? MAIN
  const outputs = type?.outputs ?? MAIN
  return (
    <>
      {inputs.map((port, index) => (
        <Handle key={port.name} id={port.name} type="target" position={Position.Left} style={offset(index, inputs.length)} />
      ))}
      {outputs.map((port, index) => (
        <Handle key={port.name} id={port.name} type="source" position={Position.Right} style={offset(index, outputs.length)} />
      ))}
    </>
  )
}
