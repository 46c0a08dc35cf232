/** Which nodes can be reached from where: no cycles, and bodies of loops that keep to themselves. */
import type { Graph, GraphEdge } from './types'

type Edges = Pick<Graph, 'edges'>

/** Edges by the node they leave, made once for each list of edges. */
const bySource = new WeakMap<readonly GraphEdge[], Map<string, GraphEdge[]>>()

export function leaving({ edges }: Edges): ReadonlyMap<string, readonly GraphEdge[]> {
  const known = bySource.get(edges)
  if (known) return known
  const made = new Map<string, GraphEdge[]>()
  for (const edge of edges) {
    const list = made.get(edge.source)
    if (list) list.push(edge)
    else made.set(edge.source, [edge])
  }
  bySource.set(edges, made)
  return made
}

/** Every node below these, themselves included. */
export function reachable(graph: Edges, from: Iterable<string>): Set<string> {
  const edges = leaving(graph)
  const found = new Set(from)
  const open = [...found]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { target } of edges.get(id) ?? []) {
      if (found.has(target)) continue
      found.add(target)
      open.push(target)
    }
  }
  return found
}

/** Every node above this one, without itself. */
export function upstream({ edges }: Edges, of: string): Set<string> {
  const flipped = edges.map((edge) => ({ ...edge, source: edge.target, target: edge.source }))
  const found = reachable({ edges: flipped }, [of])
  found.delete(of)
  return found
}

function below(graph: Edges, id: string, inBody: (handle: string) => boolean): Set<string> {
  const first = (leaving(graph).get(id) ?? []).filter((edge) => inBody(edge.source_handle)).map((edge) => edge.target)
  return reachable(graph, first)
}

/** What runs once for every item of a loop. */
export function bodyOf(graph: Edges, loop: string, handle: string): Set<string> {
  return below(graph, loop, (each) => each === handle)
}

/** Whether the loop's body and what comes after it have a node in common, which could then run neither once nor once an item. */
export function bodyLeaks(graph: Edges, loop: string, handle: string): boolean {
  const after = below(graph, loop, (each) => each !== handle)
  if (after.size === 0) return false
  for (const id of bodyOf(graph, loop, handle)) if (after.has(id)) return true
  return false
}
