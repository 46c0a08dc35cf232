import { ArrowLeft, ChevronLeft, ChevronRight } from 'lucide-react'
import { formatPath, type Segment } from '@/lib/output/path'
import { Button } from '@/ui/Button'
import { IconButton } from '@/ui/IconButton'
import { OutputTree } from './OutputTree'

interface Props {
  entries: readonly unknown[]
  /** Where they stand in the output. */
  path: readonly Segment[]
  at: number
  onMove: (at: number) => void
  onClose: () => void
}

/** One entry of a list with all it has. */
export function OutputRow({ entries, path, at, onMove, onClose }: Props) {
  const place = [...path, at]
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-9 shrink-0 items-center gap-1 border-b bg-sunken px-2">
        <Button look="ghost" size="sm" icon={<ArrowLeft size={13} />} onClick={onClose}>
          All rows
        </Button>
        <span className="tabular flex-1 text-center text-xs text-text-2">
          Row {at + 1} of {entries.length}
        </span>
        <IconButton label="Row before" size="sm" disabled={at === 0} onClick={() => onMove(at - 1)}>
          <ChevronLeft size={14} />
        </IconButton>
        <IconButton label="Row after" size="sm" disabled={at >= entries.length - 1} onClick={() => onMove(at + 1)}>
          <ChevronRight size={14} />
        </IconButton>
      </div>
      <div className="min-h-0 flex-1">
        <OutputTree name={formatPath(place)} output={entries[at]} path={place} />
      </div>
    </div>
  )
}
