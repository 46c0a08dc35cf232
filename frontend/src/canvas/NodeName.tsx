import { renameNode } from '@/lib/graph/edits'
import type { GraphNode } from '@/lib/graph/types'
import { useEditor } from '@/store/store'
import { cx } from '@/ui/cx'
import { InlineName } from '@/ui/InlineName'

/** The name, edited in place by F2 or a double click. */
export function NodeName({ node }: { node: GraphNode }) {
  const renaming = useEditor((state) => state.renaming === node.id)
  if (renaming) {
    const { edit, setRenaming } = useEditor.getState()
    return (
      <InlineName
        label="Name of the node"
        value={node.name}
        className="-ml-[5px] w-full text-sm font-medium"
        onDone={(name) => {
          setRenaming(null)
          if (name) edit((graph) => renameNode(graph, node.id, name))
        }}
      />
    )
  }
  return (
    <span
      title={node.name}
      onDoubleClick={() => useEditor.getState().setRenaming(node.id)}
      className={cx('min-w-0 flex-1 truncate text-sm leading-[18px] font-medium', node.disabled && 'line-through')}
    >
      {node.name}
    </span>
  )
}
