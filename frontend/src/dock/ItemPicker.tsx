import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useMemo } from 'react'
import { ended, itemAt, pathKey, pathOfKey, sortedPaths, type Path } from '@/lib/runs/items'
import { STATE_WORDS } from '@/lib/states'
import type { NodeRun } from '@/store/runSlice'
import { useEditor } from '@/store/store'
import { IconButton } from '@/ui/IconButton'
import { StateGlyph } from '@/ui/StateGlyph'

const MOST_LISTED = 500

/** People count from one. */
const words = (path: Path) => path.map((index) => index + 1).join(' › ')

/** Which item of the loops around a node is looked at; those that failed are one press away. */
export function ItemPicker({ run, nodeName }: { run: NodeRun; nodeName: string }) {
  const picked = useEditor((state) => state.picked)
  const pickItem = useEditor((state) => state.pickItem)
  const paths = useMemo(() => (run.items ? sortedPaths(run.items) : []), [run])
  if (!run.items) return null
  const current = itemAt(run, picked)
  const at = paths.findIndex((path) => current && pathKey(path) === pathKey(current.path))
  const { done, total, failed } = ended(run.items)
  const go = (path: Path | undefined) => path && pickItem(path)
  const nextFailed = [...paths.slice(at + 1), ...paths.slice(0, at + 1)].find((path) => run.items?.byPath.get(pathKey(path))?.state === 'failed')
  const from = Math.max(0, Math.min(at - MOST_LISTED / 2, paths.length - MOST_LISTED))
  return (
    <div role="toolbar" aria-label={`Items of ${nodeName}`} className="flex h-9 shrink-0 items-center gap-1.5 border-b bg-sunken px-3 text-xs">
      <span className="text-text-3">Item</span>
      <IconButton label="Item before" size="sm" disabled={at <= 0} onClick={() => go(paths[at - 1])}>
        <ChevronLeft size={14} />
      </IconButton>
      <select
        aria-label="Item"
        className="field tabular min-h-7! w-36 py-0.5 text-xs"
        value={current ? pathKey(current.path) : ''}
        onChange={(event) => pickItem(pathOfKey(event.target.value))}
      >
        {paths.slice(from, from + MOST_LISTED).map((path) => {
          const item = run.items?.byPath.get(pathKey(path))
          return (
            <option key={pathKey(path)} value={pathKey(path)}>
              {words(path)}
              {item && item.state !== 'succeeded' ? ` · ${STATE_WORDS[item.state]}` : ''}
            </option>
          )
        })}
      </select>
      <IconButton label="Item after" size="sm" disabled={at < 0 || at >= paths.length - 1} onClick={() => go(paths[at + 1])}>
        <ChevronRight size={14} />
      </IconButton>
      {current && <StateGlyph state={current.item.state} size={14} />}
      <span className="tabular flex-1 text-text-3">
        {done === total ? `${total} in all` : `${done} of ${total} done`}
      </span>
      {failed > 0 && (
        <button type="button" onClick={() => go(nextFailed)} className="tabular rounded-md px-1.5 py-0.5 text-error hover:bg-error-soft">
          {failed} failed: show the next
        </button>
      )}
    </div>
  )
}
