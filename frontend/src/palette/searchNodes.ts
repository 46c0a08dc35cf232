/** The nodes that fit what was typed, best first: by label, then by service, then by description. */
import type { NodeType } from '@/api/types'
import { fuzzyFilter } from '@/lib/fuzzy'

export function searchNodes(nodes: readonly NodeType[], words: string): NodeType[] {
  return fuzzyFilter(words, nodes, [
    { text: (node) => node.label, weight: 3 },
    { text: (node) => `${node.service_name} ${node.label}`, weight: 2 },
    { text: (node) => node.type.replace(/[._]/g, ' '), weight: 1.5 },
  ])
}
