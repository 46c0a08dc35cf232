import { Plus } from 'lucide-react'
import { useNodes } from '@/api/useNodes'
import { newNode } from '@/catalog/newNode'
import type { Graph } from '@/lib/graph/types'
import { Button } from '@/ui/Button'
import { NodeIcon } from '@/ui/NodeIcon'

/** Who comes from the catalog by `/?add=<type>` is offered a workflow that begins with that node. Nothing is made unasked. */
export function BeginWith({ onBegin }: { onBegin: (name: string, graph: Graph) => void }) {
  const wanted = new URLSearchParams(window.location.search).get('add')
  return wanted ? <Offer wanted={wanted} onBegin={onBegin} /> : null
}

function Offer({ wanted, onBegin }: { wanted: string; onBegin: (name: string, graph: Graph) => void }) {
  const nodes = useNodes()
  const type = nodes.data?.find((each) => each.type === wanted)
  if (nodes.isPending) return null
  if (!type) return <p className="mb-4 text-text-2">There is no node “{wanted}” here.</p>
  const begin = () =>
    onBegin(`${type.service_name}: ${type.label}`, {
      nodes: [newNode(type, { x: 0, y: 0 })],
      edges: [],
      viewport: { x: 0, y: 0, zoom: 1 },
    })
  return (
    <section aria-label="Begin with a node" className="mb-5 flex items-center gap-3 rounded-xl border bg-raised p-4">
      <NodeIcon type={type} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{type.label}</p>
        <p className="truncate text-xs text-text-3">
          {type.service_name} · {type.description}
        </p>
      </div>
      <Button look="primary" icon={<Plus size={15} />} onClick={begin}>
        New workflow with it
      </Button>
    </section>
  )
}
