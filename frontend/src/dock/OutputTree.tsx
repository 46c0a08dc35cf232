import { TreeBranch } from './TreeBranch'

/** An output as a tree that opens step by step. */
export function OutputTree({ output }: { output: unknown }) {
  return (
    <div role="tree" aria-label="Output as a tree" className="h-full overflow-auto p-2 font-mono text-xs leading-6">
      <TreeBranch name="output" value={output} path={[]} depth={0} />
    </div>
  )
}
