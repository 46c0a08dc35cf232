/** Entries typed or pasted into one line: separated by comma, semicolon or line, without repeats. */
export function splitEntries(text: string): string[] {
  return text
    .split(/[,;\n]+/)
    .map((entry) => entry.trim())
    .filter(Boolean)
}

export function addEntries(current: readonly string[], text: string): string[] {
  return [...new Set([...current, ...splitEntries(text)])]
}
