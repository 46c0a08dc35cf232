import { Eraser, Undo2 } from 'lucide-react'
import { IconButton } from '@/ui/IconButton'

interface Props {
  label: string
  value: unknown
  required: boolean
  clearable: boolean
  onReset: () => void
  onClear: () => void
}

const QUIET = 'opacity-0 group-hover/field:opacity-100 group-focus-within/field:opacity-100 focus-visible:opacity-100'

/** An optional field can be left out again, or emptied in the service on purpose. */
export function FieldActions({ label, value, required, clearable, onReset, onClear }: Props) {
  if (required) return null
  return (
    <span className="flex">
      {value !== undefined && (
        <IconButton label={`Leave ${label} out`} size="sm" side="top" className={value === null ? '' : QUIET} onClick={onReset}>
          <Undo2 size={13} />
        </IconButton>
      )}
      {value === undefined && clearable && (
        <IconButton label={`Empty ${label} in the service`} size="sm" side="top" className={QUIET} onClick={onClear}>
          <Eraser size={13} />
        </IconButton>
      )}
    </span>
  )
}
