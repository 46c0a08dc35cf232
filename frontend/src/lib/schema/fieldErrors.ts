/** Putting problems that name a field by its path at that field of the form. */
import type { FieldProblem } from '@/socket/messages'
import type { Field } from './fields'

export interface ErrorTree {
  __errors?: string[]
  [key: string]: ErrorTree | string[] | undefined
}

const WRAPPERS = new Set(['params', 'parameters', 'body'])

export function pathOf(field: string): string[] {
  return field.split(/[.[\]]+/).filter(Boolean)
}

function isIndex(part: string | undefined): boolean {
  return part !== undefined && /^\d+$/.test(part)
}

/** How deep a path leads into drawn fields: a widget for a whole list takes the errors of its entries. */
function drawnPath(path: readonly string[], fields: readonly Field[]): string[] {
  const [name, ...rest] = path
  const field = fields.find((each) => each.name === name)
  if (!name || !field) return []
  if (field.widget === 'object') return [name, ...drawnPath(rest, field.fields)]
  if (field.widget === 'list' && isIndex(rest[0])) {
    return [name, rest[0] ?? '', ...drawnPath(rest.slice(1), field.fields)]
  }
  return [name]
}

function put(tree: ErrorTree, path: readonly string[], message: string) {
  let branch = tree
  for (const part of path) {
    const next = (branch[part] ??= {}) as ErrorTree
    branch = next
  }
  branch.__errors = [...(branch.__errors ?? []), message]
}

/** The tree of errors by field, and the problems that belong to no drawn field. */
export function placeErrors(problems: readonly FieldProblem[], fields: readonly Field[]) {
  const tree: ErrorTree = {}
  const elsewhere: FieldProblem[] = []
  for (const problem of problems) {
    const parts = pathOf(problem.field)
    const path = WRAPPERS.has(parts[0] ?? '') && !fields.some((f) => f.name === parts[0]) ? parts.slice(1) : parts
    const drawn = drawnPath(path, fields)
    if (drawn.length === 0) {
      elsewhere.push(problem)
      continue
    }
    const entry = path[drawn.length]
    put(tree, drawn, isIndex(entry) ? `Entry ${Number(entry) + 1}: ${problem.message}` : problem.message)
  }
  return { tree, elsewhere }
}
