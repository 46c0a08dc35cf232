/** The inputs and outputs of one node: those of its type, those that its parameters and edges name, and the one for errors. */
import type { NodeType, Port } from '@/api/types'
import { freeKey } from './keys'
import { MAIN, NODE_HEIGHT, type Graph, type GraphNode } from './types'

export interface Ports {
  inputs: readonly Port[]
  outputs: readonly Port[]
  /** Where nodes are lent to an agent, and by what a node is lent: below and above the card, outside of the flow. */
  takesTools?: boolean
  isTool?: boolean
}

/** An edge from the one to the other lends a node to an agent. */
export const TOOL = 'tool'
export const TOOLS = 'tools'

/** The output of a node whose errors lead on. */
export const ERROR = 'error'
/** The output of a loop that leads to what runs for each item. */
export const EACH = 'each'
/** An input that is not there yet: an edge drawn to it makes one. */
export const NEW_INPUT = '+'

const FREE: Port = { name: NEW_INPUT, type: MAIN }
const MAINS: readonly Port[] = [{ name: MAIN, type: MAIN }]
const ROW = 22

/** A loop is what has an output for each item. */
export function isLoop(type: NodeType | undefined): boolean {
  return type?.kind === 'control' && type.outputs.some((port) => port.name === EACH)
}

/** Its inputs are as many as its edges, under the names that these give. */
export function hasOpenInputs(type: NodeType | undefined): boolean {
  return type?.open_inputs === true
}

export function takesTools(type: NodeType | undefined): boolean {
  return type?.inputs.some((port) => port.type === TOOL) === true
}

export function isTool(type: NodeType | undefined): boolean {
  return type?.group.includes(TOOL) === true
}

/** Whether an agent is given the node, which then gives what its parameters leave out. */
export function isLent(graph: Pick<Graph, 'edges'>, id: string): boolean {
  return graph.edges.some((edge) => edge.source === id && edge.source_handle === TOOL)
}

function named(node: GraphNode, list: string): Port[] {
  const entries = node.parameters[list]
  if (!Array.isArray(entries)) return []
  return entries.flatMap((entry: unknown) => {
    const name = (entry as { name?: unknown } | null)?.name
    return typeof name === 'string' && name.trim() ? [{ name, type: MAIN }] : []
  })
}

function distinct(ports: readonly Port[]): Port[] {
  return ports.filter((port, index) => ports.findIndex((each) => each.name === port.name) === index)
}

/** `arriving` are the names of the inputs that edges lead to, in their order. A type unknown here keeps one of each. */
export function portsOf(node: GraphNode, type: NodeType | undefined, arriving: readonly string[] = []): Ports {
  const own = (type?.outputs ?? MAINS).filter((port) => port.type !== TOOL)
  const outputs = type?.outputs_from ? [...named(node, type.outputs_from), ...own] : [...own]
  if (node.settings?.on_error === 'branch' && own.length > 0) outputs.push({ name: ERROR, type: MAIN })
  const inputs = hasOpenInputs(type) ? [...arriving.map((name) => ({ name, type: MAIN })), FREE] : (type?.inputs ?? MAINS)
  return {
    inputs: distinct(inputs.filter((port) => port.type !== TOOL)),
    outputs: distinct(outputs),
    takesTools: takesTools(type),
    isTool: isTool(type),
  }
}

export function arrivingAt(graph: Pick<Graph, 'edges'>, id: string): string[] {
  return graph.edges.filter((edge) => edge.target === id).map((edge) => edge.target_handle)
}

/** Room for a row of each port, on the grid. */
export function heightOf({ inputs, outputs }: Ports): number {
  const rows = Math.max(inputs.length, outputs.length)
  return rows <= 2 ? NODE_HEIGHT : Math.ceil((rows * ROW + 8) / 4) * 4
}

/** Where a port lies on its side, in percent of the height. */
export function offsetOf(index: number, count: number): number {
  return ((index + 1) / (count + 1)) * 100
}

/** The input that an edge from this node makes at one with open inputs: called as the node is. */
export function newInput(graph: Graph, source: string, target: string): string {
  const node = graph.nodes.find((each) => each.id === source)
  return freeKey(node ? { ...node, name: node.key ?? node.name } : { name: 'input', type: '' }, new Set(arrivingAt(graph, target)))
}

/** What its outputs are called where one alone needs no name. */
export function labelOf(port: Port): string {
  return port.label ?? port.name
}
