/** Names of choices that were seen before, so that an identifier reads well without asking the service again. */
const KEY = 'machina:labels'
const MOST = 500

function read(): Record<string, string> {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Record<string, string>
  } catch {
    return {}
  }
}

const keyOf = (place: string, value: string) => `${place}\n${value}`

export function rememberLabels(place: string, options: readonly { value: string; label: string }[]): void {
  const news = Object.fromEntries(options.map(({ value, label }) => [keyOf(place, value), label]))
  const known = Object.entries({ ...read(), ...news })
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(known.slice(-MOST))))
  } catch {
    // Storage is full or switched off; the identifier is shown instead.
  }
}

export function rememberedLabel(place: string, value: string): string | null {
  return read()[keyOf(place, value)] ?? null
}
