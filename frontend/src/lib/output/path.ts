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
