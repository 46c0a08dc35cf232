/** References to stored files inside outputs, to be passed on to another step. */
export interface FileRef {
  file_id: string
  filename: string
  mime_type: string
  size: number
}

function isFileRef(value: object): value is FileRef {
  return 'file_id' in value && typeof value.file_id === 'string' && 'filename' in value
}

const DEEPEST = 8

function walk(value: unknown, found: Map<string, FileRef>, depth: number) {
  if (typeof value !== 'object' || value === null || depth > DEEPEST || found.size >= 100) return
  if (isFileRef(value)) found.set(value.file_id, value)
  for (const each of Object.values(value)) walk(each, found, depth + 1)
}

export function fileRefsIn(outputs: readonly unknown[]): FileRef[] {
  const found = new Map<string, FileRef>()
  for (const output of outputs) walk(output, found, 0)
  return [...found.values()]
}
