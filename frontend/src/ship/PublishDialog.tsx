import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { usePublish } from '@/api/useVersions'
import { ProblemList } from '@/dock/ProblemsPane'
import type { GraphProblem } from '@/store/problemSlice'
import { useEditor } from '@/store/store'
import { isDirty } from '@/store/workflowSlice'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorNote } from '@/ui/ErrorNote'
import { saveNow } from '@/workflow/saveNow'

interface Props {
  workflow: string
  onClose: () => void
  onPublished: (version: number) => void
}

/** Makes what is drawn a version, or says what keeps it from being one. */
export function PublishDialog({ workflow, onClose, onPublished }: Props) {
  const [note, setNote] = useState('')
  const [saving, setSaving] = useState(false)
  const publish = usePublish(workflow)
  const problem = publish.error ? asProblem(publish.error) : null
  const problems = (problem?.errors ?? []) as GraphProblem[]
  const send = async () => {
    setSaving(true)
    await saveNow()
    setSaving(false)
    if (isDirty(useEditor.getState())) return // what is wrong with the save is said at the top
    publish.mutate(note, { onSuccess: ({ version }) => onPublished(version) })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Publish"
      description="What is drawn becomes a version that never changes. Deployments stay on theirs until you move them."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={saving || publish.isPending} onClick={() => void send()}>
            Publish
          </Button>
        </>
      }
    >
      <label className="block">
        <span className="mb-1 block text-xs font-medium text-text-2">What has changed, for people (may stay empty)</span>
        <textarea rows={3} maxLength={1000} className="field resize-y" value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      {problem && (
        <div className="mt-3 flex flex-col gap-2">
          <ErrorNote problem={{ code: problem.code, message: problems.length > 0 ? 'Mend this first:' : problem.message }} />
          {problems.length > 0 && (
            <ProblemList
              refusal={{ about: 'publish', message: problem.message, list: problems }}
              onGo={() => {
                useEditor.getState().setProblems({ about: 'publish', message: problem.message, list: problems })
                onClose()
              }}
            />
          )}
        </div>
      )}
    </Dialog>
  )
}
