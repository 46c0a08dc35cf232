import { useMemo } from 'react'
import { cellText, toTable } from '@/lib/output/table'
import { cx } from '@/ui/cx'
import { useWindow } from './useWindow'

const ROW = 32

/** The main list of an output. Only the rows in view are drawn. */
export function OutputTable({ output }: { output: unknown }) {
  const { columns, rows } = useMemo(() => toTable(output), [output])
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
            <tr key={first + index} aria-rowindex={first + index + 2} className="h-8 hover:bg-hover">
              <td className="tabular border-b px-3 text-text-3">{first + index + 1}</td>
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
    </div>
  )
}
