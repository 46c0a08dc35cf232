import { ScrollText, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { plural } from '@/lib/format/size'
import { useSelectedNode } from '@/store/selection'
import { useEditor } from '@/store/store'
import { EmptyState } from '@/ui/EmptyState'
import { IconButton } from '@/ui/IconButton'
import { Segmented } from '@/ui/Segmented'
import { CallLog } from './CallLog'
import { ConsoleLine } from './ConsoleLine'
import { RefusedCalls } from './RefusedCalls'

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'node', label: 'Selected node' },
  { value: 'trouble', label: 'Problems' },
  { value: 'calls', label: 'Calls' },
  { value: 'refused', label: 'Refused calls' },
] as const

type Filter = (typeof FILTERS)[number]['value']

/** What went over the live connection, newest below. */
export function ConsolePane() {
  const log = useEditor((state) => state.log)
  const clear = useEditor((state) => state.clearLog)
  const selected = useSelectedNode()?.id ?? null
  const [filter, setFilter] = useState<Filter>('all')
  const box = useRef<HTMLDivElement>(null)
  const follow = useRef(true)
  const shown = log.filter(
    (entry) =>
      filter === 'all' ||
      (filter === 'node' ? entry.nodeId !== null && entry.nodeId === selected : entry.level === 'error' || entry.level === 'warning'),
  )

  useEffect(() => {
    if (follow.current && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [shown.length])

  return (
    <div className="flex h-full flex-col">
      <div className="flex h-10 shrink-0 items-center gap-3 border-b px-3">
        <Segmented<Filter> label="Show" size="sm" value={filter} options={FILTERS} onChange={setFilter} />
        {filter !== 'refused' && filter !== 'calls' && <span className="text-xs text-text-3">{plural(shown.length, 'event')}</span>}
        <span className="flex-1" />
        <IconButton label="Clear the console" size="sm" disabled={log.length === 0} onClick={clear}>
          <Trash2 size={14} />
        </IconButton>
      </div>
      {filter === 'calls' ? (
        <CallLog />
      ) : filter === 'refused' ? (
        <RefusedCalls />
      ) : shown.length === 0 ? (
        <EmptyState icon={<ScrollText size={16} />} title="Nothing here yet">
          Runs, saves and changes of connections appear as they happen.
        </EmptyState>
      ) : (
        <div
          ref={box}
          role="log"
          aria-label="Console"
          className="min-h-0 flex-1 overflow-auto py-1 font-mono text-xs"
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            follow.current = scrollHeight - scrollTop - clientHeight < 24
          }}
        >
          {shown.map((entry) => (
            <ConsoleLine key={entry.id} entry={entry} />
          ))}
        </div>
      )}
    </div>
  )
}
