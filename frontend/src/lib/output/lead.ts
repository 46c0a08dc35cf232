/** Which columns of a result come first: what an output model declares of the entries of its list, under `x-ui.lead`. */
import type { Schema } from '@/lib/schema/types'

type Node = Record<string, unknown>

function resolved(schema: Node, root: Node): Node {
  const ref = schema.$ref
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return schema
  const found = ref.slice(2).split('/').reduce<unknown>((at, part) => (at as Node | undefined)?.[part], root)
  return (found as Node | undefined) ?? {}
}

export function leadOf(schema: Schema | undefined): string[] {
  if (!schema) return []
  const root = schema as Node
  for (const field of Object.values((root.properties ?? {}) as Record<string, Node>)) {
    const items = resolved(field, root).items
    const lead = items && (resolved(items as Node, root)['x-ui'] as Node | undefined)?.lead
    if (Array.isArray(lead)) return lead.filter((name) => typeof name === 'string')
  }
  return []
}
