/** A list that goes on: the vendor gave one page of it and a token for the next. */
import type { NodeType } from '@/api/types'
import type { GraphNode } from '@/lib/graph/types'

const NEXT = 'next_page_token'
const ASKED_BY = 'page_token'

/** The same node asking for the page after this output; null where there is none or it cannot be asked for. */
export function nodeOfNextPage(node: GraphNode, type: NodeType | undefined, output: unknown): GraphNode | null {
  if (!goesOn(output) || !type?.input_schema.properties?.[ASKED_BY]) return null
  return { ...node, parameters: { ...node.parameters, [ASKED_BY]: (output as Record<string, unknown>)[NEXT] } }
}

/** Whether there is more at the vendor than this output holds. */
export function goesOn(output: unknown): boolean {
  if (typeof output !== 'object' || output === null) return false
  const token = (output as Record<string, unknown>)[NEXT]
  return typeof token === 'string' && token !== ''
}
