import { ExternalLink, PanelRightClose, X } from 'lucide-react'
import { useState } from 'react'
import type { NodeType } from '@/api/types'
import { renameNode } from '@/lib/graph/edits'
import type { GraphNode } from '@/lib/graph/types'
import { shortcut } from '@/lib/shortcuts'
import { useFlow } from '@/store/flowStore'
import { useEditor } from '@/store/store'
import { IconButton } from '@/ui/IconButton'
import { InlineName } from '@/ui/InlineName'
import { NodeIcon } from '@/ui/NodeIcon'
import { KeyChip } from './KeyChip'

export function InspectorHeader({ node, type }: { node: GraphNode; type: NodeType | undefined }) {
  const [renaming, setRenaming] = useState(false)
  const edit = useEditor((state) => state.edit)
  const fold = useEditor((state) => state.fold)
  return (
    <header className="flex items-center gap-3 border-b px-4 py-3">
      <NodeIcon type={type} fallback={node.type} />
      <div className="min-w-0 flex-1">
        {renaming ? (
          <InlineName
            label="Name of the node"
            value={node.name}
            className="w-full text-base font-semibold"
            onDone={(name) => {
              setRenaming(false)
              if (name) edit((graph) => renameNode(graph, node.id, name))
            }}
          />
        ) : (
          <h2 className="min-w-0">
            <button
              type="button"
              title="Rename"
              onClick={() => setRenaming(true)}
              className="-ml-1 block max-w-full truncate rounded px-1 text-base font-semibold tracking-tight hover:bg-hover"
            >
              {node.name}
            </button>
          </h2>
        )}
        <p className="flex min-w-0 items-center gap-1.5 text-xs text-text-3">
          <span className="truncate">{type ? `${type.service_name} · ${type.label}` : node.type}</span>
          {node.key && <KeyChip nodeKey={node.key} />}
        </p>
      </div>
      {type?.documentation_url && (
        <a
          href={type.documentation_url}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={`Documentation of ${type.label}`}
          title="Documentation"
          className="inline-flex size-6 items-center justify-center rounded-[7px] text-text-3 hover:bg-hover hover:text-text"
        >
          <ExternalLink size={14} />
        </a>
      )}
      <IconButton label="Fold this panel" keys={shortcut('inspector')} size="sm" aria-expanded onClick={() => fold('inspector', true)}>
        <PanelRightClose size={15} />
      </IconButton>
      <IconButton label="Close" size="sm" className="-mr-1" onClick={() => useFlow.getState().select([])}>
        <X size={16} />
      </IconButton>
    </header>
  )
}
