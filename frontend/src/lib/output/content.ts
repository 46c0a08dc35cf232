/** What came of a node: its output, the beginning of a large one, or why there is nothing to see. */
import type { NodeOutput } from '@/socket/messages'

export interface LeftOut {
  size: number
  /** Id by which the whole can be loaded; null while the server does not tell one. */
  payload: string | null
  preview: string
}

export interface Content {
  value: unknown
  leftOut: LeftOut | null
  withheld: string | null
  /** What is wrong with a value that came all the same. */
  warnings: string[]
}

type Sent = Pick<NodeOutput, 'payload' | 'size' | 'preview' | 'withheld' | 'warnings'>

/** Pushes and replies carry the value itself, or what stands for it. */
export function contentOf(value: unknown, { payload, size, preview, withheld, warnings }: Sent): Content {
  const isLeftOut = size !== undefined && size !== null
  return {
    value: isLeftOut || withheld ? null : value,
    leftOut: isLeftOut ? { size, payload: payload ?? null, preview: preview ?? '' } : null,
    withheld: withheld ?? null,
    warnings: warnings ?? [],
  }
}
