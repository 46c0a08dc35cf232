/** The kinds of nodes, indexed for the palette and the cards. */
import type { NodeType } from '@/api/types'

export interface Group {
  key: string
  name: string
  nodes: NodeType[]
}

export interface Catalog {
  nodes: NodeType[]
  byType: ReadonlyMap<string, NodeType>
  groups: Group[]
}

/** Triggers first, those of no service before the others; then what controls the flow, then each service, each in the server's order. */
export function makeCatalog(nodes: NodeType[]): Catalog {
  const groups = new Map<string, Group>()
  const ordered = [
    ...nodes.filter((node) => node.kind === 'trigger' && node.provider === ''),
    ...nodes.filter((node) => node.kind === 'trigger' && node.provider !== ''),
    ...nodes.filter((node) => node.kind === 'control'),
    ...nodes.filter((node) => node.kind === 'operation'),
  ]
  for (const node of ordered) {
    const key = node.kind === 'trigger' ? 'triggers' : node.kind === 'control' ? 'flow' : node.service
    const name = node.kind === 'trigger' ? 'Triggers' : node.kind === 'control' ? 'Flow' : node.service_name
    const group = groups.get(key) ?? { key, name, nodes: [] }
    group.nodes.push(node)
    groups.set(key, group)
  }
  return { nodes, byType: new Map(nodes.map((node) => [node.type, node])), groups: [...groups.values()] }
}
