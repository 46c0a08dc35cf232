/** An output as a table: its main list by columns, or one object as names and values. */
import { mainList } from './count'

export interface OutputTable {
  columns: string[]
  rows: unknown[][]
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

export function toTable(output: unknown): OutputTable {
  const list = mainList(output)
  if (list && list.some(isRecord)) {
    const columns = columnsOf(list)
    return { columns, rows: list.map((entry) => (isRecord(entry) ? columns.map((name) => entry[name]) : [entry])) }
  }
  if (list) return { columns: ['value'], rows: list.map((entry) => [entry]) }
  if (isRecord(output)) return { columns: ['name', 'value'], rows: Object.entries(output) }
  return { columns: ['value'], rows: output === undefined ? [] : [[output]] }
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
