/** Machine names as words. */
export function titleCase(key: string): string {
  return key
    .split(/[_\s-]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

export function sentenceCase(key: string): string {
  const words = key.replace(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A scope in words when its service says none: the last part of its address, spaced out. */
export function scopeWords(scope: string, known: Readonly<Record<string, string>>): string {
  const words = known[scope]
  if (words) return words
  const last = scope.split('/').filter(Boolean).at(-1) ?? scope
  return sentenceCase(last.replace(/[.:]+/g, ' '))
}
