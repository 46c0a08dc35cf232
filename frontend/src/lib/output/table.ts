/** An output as a table: its main list by columns, or one object as names and values. */
import { mainList } from './count'
import type { Segment } from './path'

export interface OutputTable {
  columns: string[]
  rows: unknown[][]
  /** What each row shows a part of, where rows are entries of a list. */
  entries: readonly unknown[] | null
  /** Where these entries stand in the output. */
  path: readonly Segment[]
  /** Columns that no row has anything in. */
  empty: string[]
}

const MOST_COLUMNS = 40

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function columnsOf(list: readonly unknown[]): string[] {
  const names = new Set<string>()
  for (const entry of list.slice(0, 200)) {
    if (isRecord(entry)) for (const name of Object.keys(entry)) names.add(name)
  }
  return [...names].slice(0, MOST_COLUMNS)
}

const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** `lead` names the columns that come first: what people read, as the operation declares it. */
export function toTable(output: unknown, lead: readonly string[] = []): OutputTable {
  const main = mainList(output)
  const list = main?.entries
  const path = main?.path ?? []
  if (list && list.some(isRecord)) {
    const all = columnsOf(list)
    const named = [...lead.filter((name) => all.includes(name)), ...all.filter((name) => !lead.includes(name))]
    const empty = named.filter((name) => list.every((entry) => !isRecord(entry) || isEmpty(entry[name])))
    const columns = named.filter((name) => !empty.includes(name))
    const rows = list.map((entry) => (isRecord(entry) ? columns.map((name) => entry[name]) : [entry]))
    return { columns, rows, entries: list, path, empty }
  }
  if (list) return { columns: ['value'], rows: list.map((entry) => [entry]), entries: null, path, empty: [] }
  if (isRecord(output)) return { columns: ['name', 'value'], rows: Object.entries(output), entries: null, path, empty: [] }
  return { columns: ['value'], rows: output === undefined ? [] : [[output]], entries: null, path, empty: [] }
}

/** A value in one line. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value.length > 300 ? `${value.slice(0, 300)}…` : value
  if (Array.isArray(value)) {
    if (value.every((entry) => typeof entry === 'string' || typeof entry === 'number')) return value.slice(0, 20).join(', ')
    return `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`
  }
  if (isRecord(value)) return `{ ${Object.keys(value).slice(0, 4).join(', ')} }`
  return String(value)
}
