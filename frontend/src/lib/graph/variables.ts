/** The variables of a workflow: what each deployment fills in by itself, and expressions call `vars.<name>`. */
import { renameMembers } from './keys'
import type { Graph, Variable, VariableType } from './types'

export const VARIABLE_TYPES: readonly { value: VariableType; label: string }[] = [
  { value: 'string', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'integer', label: 'Whole number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'array', label: 'List' },
  { value: 'object', label: 'Object' },
]

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/

const variablesOf = (graph: Graph): Variable[] => graph.variables ?? []

/** A new one under a name that is free. */
export function addVariable(graph: Graph): Graph {
  const taken = new Set(variablesOf(graph).map(({ name }) => name))
  let name = 'variable'
  for (let number = 2; taken.has(name); number += 1) name = `variable_${number}`
  return { ...graph, variables: [...variablesOf(graph), { name, type: 'string', required: true, default: null, description: '' }] }
}

export function removeVariable(graph: Graph, index: number): Graph {
  return { ...graph, variables: variablesOf(graph).filter((_, each) => each !== index) }
}

/** A default that is of another type than is asked for goes. */
export function changeVariable(graph: Graph, index: number, change: Partial<Omit<Variable, 'name'>>): Graph {
  const variables = variablesOf(graph).map((known, each) => {
    if (each !== index) return known
    const next = { ...known, ...change }
    return next.type === known.type ? next : { ...next, default: null }
  })
  return { ...graph, variables }
}

/** What is wrong with a name for the variable at this place; null for one that it may have. */
export function nameProblem(graph: Graph, index: number, name: string): string | null {
  if (!NAME.test(name)) return 'Begin with a letter; then letters, digits and _.'
  const isTaken = variablesOf(graph).some((each, place) => place !== index && each.name === name)
  return isTaken ? 'Another variable has this name.' : null
}

/** The expressions that speak of it follow. */
export function renameVariable(graph: Graph, index: number, name: string): Graph {
  const known = variablesOf(graph)[index]
  if (!known || known.name === name || nameProblem(graph, index, name)) return graph
  const variables = variablesOf(graph).map((each, place) => (place === index ? { ...each, name } : each))
  const nodes = graph.nodes.map((node) => {
    const parameters = renameMembers(node.parameters, 'vars', known.name, name)
    return parameters === node.parameters ? node : { ...node, parameters }
  })
  return { ...graph, nodes, variables }
}

/** The value that a text stands for; undefined where it is none of that type. An empty text is no default. */
export function valueOf(type: VariableType, text: string): unknown {
  const trimmed = text.trim()
  if (trimmed === '') return null
  switch (type) {
    case 'string':
      return text
    case 'boolean':
      return trimmed === 'true' ? true : trimmed === 'false' ? false : undefined
    case 'number':
    case 'integer': {
      const number = Number(trimmed)
      return Number.isFinite(number) && (type === 'number' || Number.isSafeInteger(number)) ? number : undefined
    }
    default:
      return parsedAs(type, trimmed)
  }
}

function parsedAs(type: 'object' | 'array', text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown
    const isFit = type === 'array' ? Array.isArray(value) : typeof value === 'object' && value !== null && !Array.isArray(value)
    return isFit ? value : undefined
  } catch {
    return undefined
  }
}

export function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
