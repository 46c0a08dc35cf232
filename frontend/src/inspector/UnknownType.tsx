import { PackageX } from 'lucide-react'
import type { GraphNode } from '@/lib/graph/types'
import { EmptyState } from '@/ui/EmptyState'

export function UnknownType({ node }: { node: GraphNode }) {
  return (
    <EmptyState icon={<PackageX size={18} />} title="This node is not installed here">
      This server has no node of the type <code className="font-mono text-xs">{node.type}</code>. Its settings are kept.
      Install the service it belongs to, or delete the node.
    </EmptyState>
  )
}
