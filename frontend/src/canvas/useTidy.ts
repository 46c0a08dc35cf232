/** Tidying up: elkjs lays the graph out, as one step of undo. It is loaded when it is first used. */
import { useReactFlow } from '@xyflow/react'
import { useCallback, useState } from 'react'
import { useCatalog } from '@/catalog/CatalogContext'
import { moveNodes } from '@/lib/graph/edits'
import type { Types } from '@/lib/graph/joining'
import { snap } from '@/lib/graph/placement'
import { arrivingAt, heightOf, portsOf } from '@/lib/graph/ports'
import { NODE_WIDTH, type Graph, type Point } from '@/lib/graph/types'
import { useEditor } from '@/store/store'

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': '40',
  'elk.layered.spacing.nodeNodeBetweenLayers': '88',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.separateConnectedComponents': 'true',
  'elk.spacing.componentComponent': '64',
}

async function layout(graph: Graph, types: Types): Promise<Map<string, Point>> {
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js')
  const result = await new Elk().layout({
    id: 'root',
    layoutOptions: OPTIONS,
    children: graph.nodes.map((node) => ({ id: node.id, width: NODE_WIDTH, height: heightOf(portsOf(node, types.get(node.type), arrivingAt(graph, node.id))) })),
    edges: graph.edges.map((edge) => ({ id: edge.id, sources: [edge.source], targets: [edge.target] })),
  })
  return new Map((result.children ?? []).map((child) => [child.id, snap({ x: child.x ?? 0, y: child.y ?? 0 })]))
}

export function useTidy() {
  const flow = useReactFlow()
  const { byType } = useCatalog()
  const [busy, setBusy] = useState(false)

  const tidy = useCallback(async () => {
    const { history, edit, notify } = useEditor.getState()
    if (history.present.nodes.length === 0) return
    setBusy(true)
    try {
      const positions = await layout(history.present, byType)
      edit((graph) => moveNodes(graph, positions))
      requestAnimationFrame(() => void flow.fitView({ padding: 0.25, maxZoom: 1, duration: 300 }))
    } catch (error) {
      notify({ tone: 'error', text: `The graph was not laid out: ${String(error)}` })
    } finally {
      setBusy(false)
    }
  }, [flow, byType])

  return { tidy, busy }
}
