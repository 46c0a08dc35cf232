import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { formatPath, type Segment } from '@/lib/output/path'
import { CopyButton } from '@/ui/CopyButton'
import { cx } from '@/ui/cx'

const STEP = 100

interface Props {
  name: Segment
  value: unknown
  path: readonly Segment[]
  depth: number
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === 'string') {
    return <span className="break-all text-success">&quot;{value.length > 2_000 ? `${value.slice(0, 2_000)}…` : value}&quot;</span>
  }
  if (typeof value === 'number') return <span className="text-running">{value}</span>
  return <span className="text-waiting">{String(value)}</span>
}

function sizeWords(value: object): string {
  const count = Array.isArray(value) ? value.length : Object.keys(value).length
  return Array.isArray(value) ? `[${count}]` : `{${count}}`
}

/** One entry of the tree: a value, or a branch whose children come in portions. */
export function TreeBranch({ name, value, path, depth }: Props) {
  const [open, setOpen] = useState(depth < 2)
  const [shown, setShown] = useState(STEP)
  const branch = typeof value === 'object' && value !== null
  const entries: [Segment, unknown][] = !branch || !open
    ? []
    : Array.isArray(value)
      ? value.slice(0, shown).map((each, index) => [index, each])
      : Object.entries(value).slice(0, shown)
  const count = branch ? (Array.isArray(value) ? value.length : Object.keys(value).length) : 0

  return (
    <div role="treeitem" aria-selected={false} aria-expanded={branch ? open : undefined} aria-level={depth + 1}>
      <div className="group/row flex items-start gap-1 rounded px-1 hover:bg-hover">
        {branch ? (
          <button type="button" aria-label={`${open ? 'Close' : 'Open'} ${String(name)}`} onClick={() => setOpen(!open)} className="flex h-6 w-4 items-center justify-center text-text-3">
            <ChevronRight size={13} className={cx('transition-transform', open && 'rotate-90')} />
          </button>
        ) : (
          <span className="w-4 shrink-0" />
        )}
        <span className="shrink-0 text-accent-text">{name}</span>
        <span className="text-text-3">{branch ? sizeWords(value) : ':'}</span>
        {!branch && <Leaf value={value} />}
        {path.length > 0 && (
          <span className="ml-1 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100">
            <CopyButton label="Copy path" text={() => formatPath(path)} />
          </span>
        )}
      </div>
      {branch && open && (
        <div role="group" className="ml-[11px] border-l pl-2">
          {entries.map(([key, each]) => (
            <TreeBranch key={key} name={key} value={each} path={[...path, key]} depth={depth + 1} />
          ))}
          {count > shown && (
            <button type="button" onClick={() => setShown(shown + STEP)} className="rounded px-2 font-sans text-accent-text hover:bg-hover">
              Show {Math.min(STEP, count - shown)} more of {count - shown}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
