/** Kinds of nodes and edges for React Flow. Constants of the module, so that they never change. */
import { LinkEdge } from './LinkEdge'
import { NodeCard } from './NodeCard'
import { NoteCard } from './NoteCard'

export const nodeTypes = { step: NodeCard, note: NoteCard }
export const edgeTypes = { link: LinkEdge }
