import { Undo2 } from 'lucide-react'
import { asProblem } from '@/api/problem'
import type { VersionSummary } from '@/api/types'
import { useRestore } from '@/api/useVersions'
import { plural } from '@/lib/format/size'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { RelativeTime } from '@/ui/RelativeTime'

/** What was published, newest first; the drawing can become what one of them was. */
export function VersionList({ workflow, versions, onClose }: { workflow: string; versions: readonly VersionSummary[]; onClose: () => void }) {
  const restore = useRestore(workflow)
  const take = (version: number) =>
    restore.mutate(
      { version, base: useEditor.getState().base },
      {
        onSuccess: (restored) => {
          const { takeSaved, notify } = useEditor.getState()
          takeSaved(restored)
          notify({ tone: 'success', text: `The drawing is version ${version} again.` })
          onClose()
        },
        onError: (error) => useEditor.getState().notify({ tone: 'error', text: `It was not taken back: ${asProblem(error).message}` }),
      },
    )
  if (versions.length === 0) return <p className="py-6 text-center text-text-2">Nothing has been published yet.</p>
  return (
    <ul aria-label="Versions" className="flex flex-col">
      {versions.map((each) => (
        <li key={each.id} className="flex items-center gap-3 border-b py-2.5 last:border-0">
          <span className="tabular w-9 shrink-0 rounded-md bg-sunken py-1 text-center font-medium">{each.version}</span>
          <span className="min-w-0 flex-1">
            <span className="block truncate">{each.note || <span className="text-text-3">No note</span>}</span>
            <span className="block truncate text-xs text-text-3">
              <RelativeTime at={each.created_at} /> · {each.published_by} · {plural(each.deployments, 'deployment')}
            </span>
          </span>
          <Button size="sm" look="ghost" icon={<Undo2 size={13} />} busy={restore.isPending && restore.variables.version === each.version} onClick={() => take(each.version)}>
            Draw this again
          </Button>
        </li>
      ))}
    </ul>
  )
}
