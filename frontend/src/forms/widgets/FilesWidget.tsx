import { Paperclip } from 'lucide-react'
import { fileRefsIn, type FileRef } from '@/lib/output/fileRefs'
import { formatBytes } from '@/lib/format/size'
import { useEditor } from '@/store/store'
import { Menu, MenuHead, MenuItem } from '@/ui/Menu'
import type { Widget } from '../context'
import { Chip } from './Chip'

/** Files that earlier steps returned, passed on by reference. */
export function FilesWidget({ id, value, onChange, disabled }: Widget) {
  const runs = useEditor((state) => state.runs)
  const taken = (Array.isArray(value) ? value : []) as FileRef[]
  const offered = fileRefsIn(Object.values(runs).map((run) => run.output?.value)).filter(
    (file) => !taken.some((other) => other.file_id === file.file_id),
  )
  const replace = (next: FileRef[]) => onChange(next.length > 0 ? next : undefined)
  return (
    <div className="flex flex-wrap items-center gap-1">
      {taken.map((file) => (
        <Chip
          key={file.file_id}
          label={`${file.filename} · ${formatBytes(file.size)}`}
          disabled={disabled}
          onRemove={() => replace(taken.filter((other) => other.file_id !== file.file_id))}
        />
      ))}
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            id={id}
            disabled={disabled}
            className="flex h-7 items-center gap-1.5 rounded-[7px] border border-dashed border-line-strong px-2.5 text-xs text-text-2 hover:bg-hover"
          >
            <Paperclip size={13} aria-hidden /> Add from a result
          </button>
        }
      >
        {offered.length === 0 && <MenuHead>No step has returned a file yet. Run one that does.</MenuHead>}
        {offered.map((file) => (
          <MenuItem key={file.file_id} icon={<Paperclip size={14} />} onSelect={() => replace([...taken, file])}>
            {file.filename}
          </MenuItem>
        ))}
      </Menu>
    </div>
  )
}
