import type { Segment } from '@/lib/output/path'
import { TreeBranch } from './TreeBranch'

const TOP: readonly Segment[] = []

interface Props {
  output: unknown
  /** What stands at the root. */
  name?: string
  /** Where this part stands in the whole output. */
  path?: readonly Segment[]
}

/** An output, or a part of one, as a tree that opens step by step. */
export function OutputTree({ output, name = 'output', path = TOP }: Props) {
  return (
    <div role="tree" aria-label="Output as a tree" className="h-full overflow-auto p-2 font-mono text-xs leading-6">
      <TreeBranch name={name} value={output} path={path} depth={0} />
    </div>
  )
}
