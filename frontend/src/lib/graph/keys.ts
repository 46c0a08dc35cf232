/** What expressions call a node: its key, unique in its graph and made from its name. */
import type { Graph, GraphNode } from './types'

const LONGEST = 64
/** What expressions give another meaning: names they see beside the nodes, and words of their language. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'nodes trigger item index customer vars run now as break const continue else false for function if import in let ' +
    'loop namespace null package return true var void while'
  ).split(' '),
)

/** In the grammar of keys, `[a-z][a-z0-9_]*`; empty where nothing of the text fits. */
export function keyFrom(text: string): string {
  const plain = text.normalize('NFKD').replace(/[^\x20-\x7e]/g, '').toLowerCase()
  return plain
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[0-9_]+|_+$/g, '')
    .slice(0, LONGEST)
    .replace(/_+$/, '')
}

/** The key a node gets beside those that are taken. */
export function freeKey(node: Pick<GraphNode, 'name' | 'type'>, taken: ReadonlySet<string>): string {
  const key = keyFrom(node.name) || keyFrom(node.type.split('.').at(-1) ?? '') || 'node'
  if (!taken.has(key) && !RESERVED.has(key)) return key
  for (let number = RESERVED.has(key) ? 1 : 2; ; number += 1) {
    const free = `${key.slice(0, LONGEST - 7)}_${number}`
    if (!taken.has(free)) return free
  }
}

export function keysIn(graph: Pick<Graph, 'nodes'>): Set<string> {
  return new Set(graph.nodes.flatMap((node) => node.key ?? []))
}

/** Every node with its key. A document from before keys were stored gets the ones that the server makes. */
export function withKeys(nodes: GraphNode[]): GraphNode[] {
  if (nodes.every((node) => node.key)) return nodes
  const taken = new Set(nodes.flatMap((node) => node.key ?? []))
  return nodes.map((node) => {
    if (node.key) return node
    const key = freeKey(node, taken)
    taken.add(key)
    return { ...node, key }
  })
}

const HOLE = /\{\{([\s\S]*?)\}\}/g
/** Texts in quotes are passed over; a name after a dot is a member and no node, but for `nodes.<key>`. */
const NAMES = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\w.])(nodes\.(?:\?)?)?([a-z][a-z0-9_]*)(?!\w|\s*\()/g

function renamedIn(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(HOLE, (hole) =>
    hole.replace(NAMES, (found: string, prefix: string | undefined, name: string | undefined) => {
      const next = name === undefined ? undefined : names.get(name)
      return next === undefined ? found : `${prefix ?? ''}${next}`
    }),
  )
}

/** The value with the nodes that its expressions speak of under their new keys; the same object where none is named. */
export function renameKeys<T>(value: T, names: ReadonlyMap<string, string>): T {
  return mapTexts(value, (text) => renamedIn(text, names))
}

/** The value with its expressions changed; what stays the same stays the same object. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return (value.includes('{{') ? change(value) : value) as T
  if (Array.isArray(value)) {
    const next = value.map((each: unknown) => mapTexts(each, change))
    return (next.some((each, index) => each !== value[index]) ? next : value) as T
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, each]) => [key, mapTexts<unknown>(each, change)] as const)
  const changed = entries.some(([key, each]) => each !== (value as Record<string, unknown>)[key])
  return changed ? (Object.fromEntries(entries) as T) : value
}

function membersIn(text: string, root: string, from: string, to: string): string {
  const named = new RegExp(`"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|(?<![\\w.])((?:nodes\\.)?${root}\\.)${from}(?!\\w)`, 'g')
  return text.replace(HOLE, (hole) => hole.replace(named, (found: string, before: string | undefined) => (before === undefined ? found : `${before}${to}`)))
}

/** The value in whose expressions `<root>.<from>` goes by another name; the same object where none speaks of it. */
export function renameMembers<T>(value: T, root: string, from: string, to: string): T {
  return mapTexts(value, (text) => membersIn(text, root, from, to))
}

/** Whether a value holds an expression, alone or within a text. */
export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.includes('{{')
}

export function holdsExpression(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isExpression(value)
  return Object.values(value).some(holdsExpression)
}
