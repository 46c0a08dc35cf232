/** A workflow as the server answers it. */
import type { Workflow } from '@/api/types'
import type { Graph } from '@/lib/graph/types'
import { makeGraph, makeNode } from './graph'

export function makeWorkflow(graph: Graph = makeGraph([makeNode('a')]), revision = 3): Workflow {
  const time = '2026-03-01T12:00:00Z'
  return { id: 'w', name: 'Report', revision, graph, created_at: time, updated_at: time }
}
