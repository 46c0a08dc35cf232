/** Names of nodes: unique in their graph, because expressions use them. */
export function uniqueName(wanted: string, taken: Iterable<string>): string {
  const used = new Set(taken)
  const base = wanted.trim() || 'Node'
  if (!used.has(base)) return base
  const stem = base.replace(/ \d+$/, '')
  for (let number = 2; ; number += 1) {
    const candidate = `${stem} ${number}`
    if (!used.has(candidate)) return candidate
  }
}
