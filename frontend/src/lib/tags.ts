/** Entries typed or pasted into one line, by the grammar that the field declares. */

/** `addresses`: commas and semicolons separate, outside quotes, comments, angle brackets and domain literals. */
export type Grammar = 'addresses'

const CLOSES: Record<string, string> = { '"': '"', '(': ')', '<': '>', '[': ']' }

/** Where an address list may be cut (RFC 5322, 3.2 and 3.4): the positions of its separators. */
function cutsOfAddresses(text: string): number[] {
  const cuts: number[] = []
  const open: string[] = []
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    const inside = open.at(-1)
    if (char === '\\' && (inside === '"' || inside === ')')) at++
    else if (char === inside) open.pop()
    else if (inside === undefined ? char in CLOSES : char === '(' && inside === ')') open.push(CLOSES[char] ?? '')
    else if (inside === undefined && (char === ',' || char === ';')) cuts.push(at)
  }
  return cuts
}

/** A line break never is a part of an entry; what else separates, the grammar says. */
function cuts(text: string, grammar: Grammar | null): number[] {
  const lines = [...text.matchAll(/[\r\n]/g)].map((match) => match.index)
  return grammar === 'addresses' ? [...new Set([...cutsOfAddresses(text), ...lines])].sort((a, b) => a - b) : lines
}

export function splitEntries(text: string, grammar: Grammar | null = null): string[] {
  const ends = [...cuts(text, grammar), text.length]
  return ends.map((end, index) => text.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end).trim()).filter(Boolean)
}

/** The entries that are complete, because a separator follows, and what is still being typed. */
export function typedSoFar(text: string, grammar: Grammar | null): { entries: string[]; rest: string } {
  const last = cuts(text, grammar).at(-1)
  if (last === undefined) return { entries: [], rest: text }
  return { entries: splitEntries(text.slice(0, last), grammar), rest: text.slice(last + 1).trimStart() }
}

/** A second mail to one address is none that anybody asks for; elsewhere a repeat stays as it was typed. */
export function addEntries(current: readonly string[], added: readonly string[], grammar: Grammar | null): string[] {
  const all = [...current, ...added]
  return grammar === 'addresses' ? [...new Set(all)] : all
}
