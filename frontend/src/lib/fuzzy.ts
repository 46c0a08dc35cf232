/** Fuzzy search: letters in order, with a bonus for word starts and runs. Higher is better, 0 is no match. */
function isBoundary(text: string, index: number): boolean {
  return index === 0 || /[\s._\-/]/.test(text[index - 1] ?? '')
}

function scoreWord(word: string, text: string): number {
  const whole = text.indexOf(word)
  if (whole >= 0) return 60 + (isBoundary(text, whole) ? 40 : 0) - Math.min(whole, 20)
  let score = 0
  let at = -1
  for (const letter of word) {
    const found = text.indexOf(letter, at + 1)
    if (found < 0) return 0
    if (found === at + 1 && at >= 0) score += 4
    if (isBoundary(text, found)) score += 6
    score += 1
    if (found - at > 12) score -= 4
    at = found
  }
  return score >= word.length * 3 ? score : 0
}

export function fuzzyScore(query: string, text: string): number {
  const haystack = text.toLowerCase()
  let total = 0
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const score = scoreWord(word, haystack)
    if (score === 0) return 0
    total += score
  }
  return total === 0 ? 1 : total
}

export interface Weighted<T> {
  text: (item: T) => string
  weight: number
}

/** The items that match, best first; all of them, in their order, when nothing was typed. */
export function fuzzyFilter<T>(query: string, items: readonly T[], fields: readonly Weighted<T>[]): T[] {
  if (!query.trim()) return [...items]
  const scored = items.flatMap((item) => {
    const score = Math.max(...fields.map((field) => fuzzyScore(query, field.text(item)) * field.weight))
    return score > 0 ? [{ item, score }] : []
  })
  return scored.sort((a, b) => b.score - a.score).map(({ item }) => item)
}
