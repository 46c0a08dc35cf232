/** Hands a text to the browser as a file. */
export function download(name: string, text: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name.replace(/[^\p{L}\p{N} ._-]+/gu, '_')
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1_000)
}
