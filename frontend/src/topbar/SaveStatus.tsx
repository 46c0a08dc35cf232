import { Check, CloudOff, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatAbsolute } from '@/lib/format/time'
import { useEditor } from '@/store/store'
import { isDirty } from '@/store/workflowSlice'
import { Button } from '@/ui/Button'
import { Dot } from '@/ui/Dot'
import { Spinner } from '@/ui/Spinner'
import { saveNow } from '@/workflow/saveNow'

function Note({ icon, title, children }: { icon: ReactNode; title?: string; children: ReactNode }) {
  return (
    <span title={title} className="flex items-center gap-1.5 px-1 text-xs whitespace-nowrap text-text-3">
      {icon}
      {children}
    </span>
  )
}

/** Whether the server has what is on the screen. */
export function SaveStatus() {
  const save = useEditor((state) => state.save)
  const dirty = useEditor(isDirty)
  const savedAt = useEditor((state) => state.savedAt)
  const setSave = useEditor((state) => state.setSave)

  if (save.is === 'failed') {
    return (
      <span role="alert" className="flex min-w-0 items-center gap-1.5 px-1 text-xs whitespace-nowrap text-error" title={save.problem.message}>
        <TriangleAlert size={13} aria-hidden className="shrink-0" />
        Not saved
        <span className="max-w-72 truncate text-text-2">{save.problem.message}</span>
        <Button
          look="quiet"
          size="sm"
          onClick={() => {
            setSave({ is: 'idle' })
            void saveNow()
          }}
        >
          Try again
        </Button>
      </span>
    )
  }
  if (save.is === 'conflict') {
    return (
      <Note icon={<TriangleAlert size={13} className="text-warning" />}>
        Changed elsewhere, not saved
        <Button look="quiet" size="sm" onClick={() => setSave({ ...save, putOff: false })}>
          Decide
        </Button>
      </Note>
    )
  }
  if (save.is === 'offline') {
    return <Note icon={<CloudOff size={13} />} title="Saved in this browser; sent when the connection is back.">Kept here until online</Note>
  }
  if (save.is === 'saving') return <Note icon={<Spinner size={12} />}>Saving…</Note>
  if (dirty) return <Note icon={<Dot tone="warning" />}>Unsaved</Note>
  return (
    <Note icon={<Check size={13} />} title={savedAt ? `Saved ${formatAbsolute(savedAt)}` : undefined}>
      Saved
    </Note>
  )
}
