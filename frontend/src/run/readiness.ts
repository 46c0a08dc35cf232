/** What still keeps a node from running, in words, before anything is sent. */
import type { NodeType } from '@/api/types'
import type { GraphNode } from '@/lib/graph/types'
import { fieldsOf, type Field } from '@/lib/schema/fields'
import { prune } from '@/lib/schema/prune'
import { validate } from '@/lib/schema/validate'
import { pathOf } from '@/lib/schema/fieldErrors'
import type { FieldProblem } from '@/socket/messages'

export interface NodeProblem extends FieldProblem {
  words: string
}

/** The names of fields as the form writes them. */
export function labelOf(path: readonly string[], fields: readonly Field[]): string {
  const field = fields.find((each) => each.name === path[0])
  if (!field) return path.join('.')
  const rest = path.slice(1).filter((part) => !/^\d+$/.test(part))
  return rest.length ? `${field.label} › ${labelOf(rest, field.fields)}` : field.label
}

const cache = new WeakMap<GraphNode, { type: NodeType; problems: NodeProblem[] }>()

/** The model gives whole fields, and so what several of them have to be together; within one that is given, nothing. */
function isLeftToModel({ field, message }: NodeProblem): boolean {
  return field === '' || (message === 'Required.' && !field.includes('.'))
}

/** Of a node that is lent to an agent, what is missing is the model's to give. */
export function problemsOf(node: GraphNode, type: NodeType | undefined, isLent = false): NodeProblem[] {
  const problems = allProblemsOf(node, type)
  return isLent && type ? problems.filter((problem) => !isLeftToModel(problem)) : problems
}

/** Wrong and missing fields of a node. Computed once per version of the node. */
function allProblemsOf(node: GraphNode, type: NodeType | undefined): NodeProblem[] {
  if (!type) return [{ field: '', message: '', words: `There is no node “${node.type}” on this server.` }]
  const known = cache.get(node)
  if (known?.type === type) return known.problems
  const fields = fieldsOf(type.input_schema, type.ui_schema)
  const problems = validate(type.input_schema, prune(fields, node.parameters)).map((problem) => ({
    ...problem,
    words: `${labelOf(pathOf(problem.field), fields)}: ${problem.message}`,
  }))
  cache.set(node, { type, problems })
  return problems
}
