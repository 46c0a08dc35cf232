/** Sizes in bytes, and counts of things. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`
  // What would round up to 1,024 KB is a megabyte.
  if (bytes < 1_048_064) return `${(bytes / 1_024).toFixed(bytes < 10_240 ? 1 : 0)} KB`
  return `${(bytes / 1_048_576).toFixed(1)} MB`
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
