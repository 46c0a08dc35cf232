/** Paths into an output, as expressions write them: `messages[0].subject`. */
export type Segment = string | number

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/

export function formatPath(segments: readonly Segment[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === 'number') return `${path}[${segment}]`
    if (!PLAIN.test(segment)) return `${path}[${JSON.stringify(segment)}]`
    return path ? `${path}.${segment}` : segment
  }, '')
}

const TOKEN = /([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|(\.)/gy

/** The segments of a written path; null when it is not one. */
export function parsePath(path: string): Segment[] | null {
  const segments: Segment[] = []
  let end = 0
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(path); match; match = TOKEN.exec(path)) {
    end = TOKEN.lastIndex
    if (match[1] !== undefined) segments.push(match[1])
    else if (match[2] !== undefined) segments.push(Number(match[2]))
    else if (match[3] !== undefined) segments.push(JSON.parse(match[3]) as string)
  }
  return path && end === path.length ? segments : null
}

export function valueAt(root: unknown, segments: readonly Segment[]): unknown {
  return segments.reduce<unknown>((value, segment) => {
    if (typeof value !== 'object' || value === null) return undefined
    return Object.hasOwn(value, segment) ? (value as Record<Segment, unknown>)[segment] : undefined
  }, root)
}
