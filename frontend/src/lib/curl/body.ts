/** The body of a curl command, as fields have it. */
import { inexactNumberIn } from '@/lib/numbers'
import { NotReadable } from './words'

export interface Body {
  body_type: 'json' | 'form' | 'multipart' | 'text'
  body: unknown
  /** The type to send where it is not the one that follows from `body_type`. */
  type: string | null
}

export const FORM = 'application/x-www-form-urlencoded'

/** One `--data…` as it is sent. Raises NotReadable where it would be read from a file. */
export function dataOf(option: string, value: string): string {
  if (option === 'data-raw') return value
  if (option === 'data-urlencode') return encoded(value)
  if (value.startsWith('@')) throw fromFile(value.slice(1))
  return value
}

/** A part of `-F`: its name, and its value where it is a text. */
export function partOf(option: string, value: string): [name: string, value: string] {
  const [name = '', given] = value.split(/=(.*)/s)
  if (given === undefined || !name) throw new NotReadable(`“${value}” is no name=value of a form.`)
  if (option === 'form-string') return [name, given]
  if (given.startsWith('@') || given.startsWith('<')) throw fromFile(given.slice(1))
  return [name, given.replace(/;type=[^;]*$/, '')]
}

/** What was sent as text, under the type that its header names, as the fields that say the same. */
export function bodyOf(text: string, type: string | null): Body {
  const kind = (type ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const looksLikeJson = /^\s*[[{]/.test(text)
  if (kind === 'application/json' || kind.endsWith('+json') || (type === null && looksLikeJson)) {
    const parsed = json(text)
    const isUsual = kind === '' || kind === 'application/json'
    if (parsed !== undefined) return { body_type: 'json', body: parsed, type: isUsual ? null : type }
    return { body_type: 'text', body: text, type: type ?? 'application/json' }
  }
  if (kind === '' || kind === FORM) {
    const fields = formOf(text)
    if (fields !== null) return { body_type: 'form', body: fields, type: null }
    return { body_type: 'text', body: text, type: type ?? FORM }
  }
  return { body_type: 'text', body: text, type }
}

/** Names and values, a repeated name as a list; null for what would not come out as the same text. */
export function formOf(text: string): Record<string, string | string[]> | null {
  const fields: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(text)) add(fields, name, value)
  const again = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => [name, each] as const))
  const given = text.split('&').filter(Boolean)
  const isForm = given.every((pair) => pair.includes('=')) && given.length === again.length
  return isForm && again.length > 0 ? fields : null
}

/** Puts a value under its name, and a second one beside it. */
export function add(fields: Record<string, string | string[]>, name: string, value: string) {
  const known = fields[name]
  fields[name] = known === undefined ? value : [...[known].flat(), value]
}

function json(text: string): unknown {
  if (inexactNumberIn(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** `content`, `=content`, `name=content`: the content is encoded, the name is not. */
function encoded(value: string): string {
  const equals = value.indexOf('=')
  const from = value.indexOf('@')
  if (from >= 0 && (equals < 0 || from < equals)) throw fromFile(value.slice(from + 1))
  if (equals < 0) return encodeURIComponent(value)
  const name = value.slice(0, equals)
  const content = encodeURIComponent(value.slice(equals + 1))
  return name ? `${name}=${content}` : content
}

function fromFile(name: string): NotReadable {
  return new NotReadable(`The file “${name}” lies on another machine. Take it off, and choose a file from an earlier step instead.`)
}
