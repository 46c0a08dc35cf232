import { useMemo, useState } from 'react'
import { cellText, toTable, type OutputTable as Table } from '@/lib/output/table'
import { plural } from '@/lib/format/size'
import { cx } from '@/ui/cx'
import { OutputRow } from './OutputRow'
import { useWindow } from './useWindow'

const ROW = 32

/** The main list of an output: what people read first, no column that is empty, and each row opens. */
export function OutputTable({ output, lead }: { output: unknown; lead?: readonly string[] }) {
  const [opened, open] = useState<number | null>(null)
  const table = useMemo(() => toTable(output, lead), [output, lead])
  const { entries, path } = table
  if (entries && opened !== null && opened < entries.length) {
    return <OutputRow entries={entries} path={path} at={opened} onMove={open} onClose={() => open(null)} />
  }
  return <Rows table={table} onOpen={entries ? open : undefined} />
}

/** Only the rows in view are drawn. */
function Rows({ table, onOpen }: { table: Table; onOpen?: (at: number) => void }) {
  const { columns, rows, empty } = table
  const { box, first, last, before, after } = useWindow(rows.length, ROW)
  if (rows.length === 0) return <p className="p-4 text-text-2">The result holds no entries.</p>
  return (
    <div ref={box} role="region" aria-label="Output as a table" tabIndex={0} className="h-full overflow-auto -outline-offset-2">
      <table className="min-w-full border-separate border-spacing-0 text-left text-xs" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <th scope="col" className="sticky top-0 z-10 h-8 w-10 border-b bg-sunken px-3 font-medium text-text-3">#</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="sticky top-0 z-10 h-8 border-b bg-sunken px-3 font-mono font-medium whitespace-nowrap text-text-2">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr style={{ height: before }} aria-hidden />}
          {rows.slice(first, last).map((row, index) => (
            <tr
              key={first + index}
              aria-rowindex={first + index + 2}
              className={cx('h-8 hover:bg-hover', onOpen && 'cursor-pointer')}
              onClick={onOpen && (() => window.getSelection()?.isCollapsed !== false && onOpen(first + index))}
            >
              <td className="tabular border-b px-3 text-text-3">
                {onOpen ? (
                  <button
                    type="button"
                    aria-label={`Open row ${first + index + 1}`}
                    className="rounded-[5px] underline-offset-2 hover:underline"
                    onClick={(event) => {
                      event.stopPropagation()
                      onOpen(first + index)
                    }}
                  >
                    {first + index + 1}
                  </button>
                ) : (
                  first + index + 1
                )}
              </td>
              {row.map((value, at) => (
                <td
                  key={columns[at] ?? at}
                  title={cellText(value)}
                  className={cx(
                    'max-w-72 truncate border-b px-3 whitespace-nowrap',
                    typeof value === 'number' && 'tabular',
                    (value === null || typeof value === 'object') && 'text-text-2',
                  )}
                >
                  {cellText(value)}
                </td>
              ))}
            </tr>
          ))}
          {after > 0 && <tr style={{ height: after }} aria-hidden />}
        </tbody>
      </table>
      {empty.length > 0 && (
        <p className="sticky left-0 px-3 py-2 text-xs text-text-3" title={empty.join(', ')}>
          {plural(empty.length, 'empty column')} not shown. Open a row to see all it has.
        </p>
      )}
    </div>
  )
}
