/** Kinds of nodes and edges for React Flow. Constants of the module, so that they never change. */
import { LinkEdge } from './LinkEdge'
import { NodeCard } from './NodeCard'

export const nodeTypes = { step: NodeCard }
export const edgeTypes = { link: LinkEdge }
