/** How many things an output holds: its main list, else what it says of itself. */
type Json = Record<string, unknown>

/** The list that an output is about: the longest one at the top, or the output itself. */
export function mainList(output: unknown): unknown[] | null {
  if (Array.isArray(output)) return output
  if (typeof output !== 'object' || output === null) return null
  const lists = Object.values(output as Json).filter(Array.isArray)
  const ofObjects = lists.filter((list) => list.length === 0 || typeof list[0] === 'object')
  return ofObjects.sort((a, b) => b.length - a.length)[0] ?? null
}

export function itemCount(output: unknown): number | null {
  return mainList(output)?.length ?? null
}
