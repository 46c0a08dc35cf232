import type { FieldProps, RJSFSchema } from '@rjsf/utils'
import { Paperclip } from 'lucide-react'
import { formatBytes } from '@/lib/format/size'
import { fileRefsIn, type FileRef } from '@/lib/output/fileRefs'
import { useEditor } from '@/store/store'
import { Menu, MenuHead, MenuItem } from '@/ui/Menu'
import type { FormContext } from '../context'
import { Chip } from '../widgets/Chip'

/** One file that an earlier step returned, passed on by reference. */
export function FileField({ formData, onChange, fieldPathId, disabled }: FieldProps<unknown, RJSFSchema, FormContext>) {
  const runs = useEditor((state) => state.runs)
  const file = formData as FileRef | undefined
  if (file) {
    return <Chip label={`${file.filename} · ${formatBytes(file.size)}`} disabled={disabled} onRemove={() => onChange(undefined, fieldPathId.path)} />
  }
  const offered = fileRefsIn(Object.values(runs).map((run) => run.output?.value))
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" id={fieldPathId.$id} disabled={disabled} className="flex h-7 items-center gap-1.5 rounded-[7px] border border-dashed border-line-strong px-2.5 text-xs text-text-2 hover:bg-hover">
          <Paperclip size={13} aria-hidden /> Choose from a result
        </button>
      }
    >
      {offered.length === 0 && <MenuHead>No step has returned a file yet. Run one that does.</MenuHead>}
      {offered.map((each) => (
        <MenuItem key={each.file_id} icon={<Paperclip size={14} />} onSelect={() => onChange(each, fieldPathId.path)}>
          {each.filename}
        </MenuItem>
      ))}
    </Menu>
  )
}
