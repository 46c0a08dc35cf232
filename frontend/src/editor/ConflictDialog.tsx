import { asProblem } from '@/api/problem'
import { useCreateWorkflow } from '@/api/useWorkflowActions'
import { navigate, workflowPath } from '@/app/router'
import { plural } from '@/lib/format/size'
import type { Graph } from '@/lib/graph/types'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorNote } from '@/ui/ErrorNote'
import { dropDraft } from '@/workflow/draft'

function Version({ title, note, graph }: { title: string; note: string; graph: Graph }) {
  return (
    <div className="flex-1 rounded-lg border bg-sunken p-3">
      <p className="font-medium">{title}</p>
      <p className="text-text-2">{note}</p>
      <p className="tabular mt-1 text-xs text-text-3">
        {plural(graph.nodes.length, 'node')}, {plural(graph.edges.length, 'connection')}
      </p>
    </div>
  )
}

/** Somebody else saved meanwhile: keep mine as a copy, or take theirs, which Undo takes back. */
export function ConflictDialog() {
  const save = useEditor((state) => state.save)
  const workflow = useEditor((state) => state.workflow)
  const mine = useEditor((state) => state.history.present)
  const create = useCreateWorkflow()
  if (save.is !== 'conflict' || !workflow) return null
  const { newer } = save

  const takeTheirs = () => {
    const { edit, markSaved } = useEditor.getState()
    edit(() => newer.graph)
    markSaved(useEditor.getState().history.present, newer.revision)
    dropDraft(workflow.id)
  }
  const keepMine = () =>
    create.mutate(
      { name: `${workflow.name} (my copy)`, graph: { ...mine, viewport: useEditor.getState().viewport } },
      {
        onSuccess: (copy) => {
          dropDraft(workflow.id)
          navigate(workflowPath(copy.id))
        },
      },
    )

  return (
    <Dialog
      open={!save.putOff}
      onOpenChange={() => useEditor.getState().setSave({ ...save, putOff: true })}
      title="Somebody saved a newer version"
      description={`“${workflow.name}” was changed elsewhere while you worked on it.`}
      footer={
        <>
          <Button onClick={takeTheirs}>Take theirs</Button>
          <Button look="primary" busy={create.isPending} onClick={keepMine}>
            Keep mine as a copy
          </Button>
        </>
      }
    >
      <div className="flex gap-3">
        <Version title="Yours" note="Not saved, on this screen" graph={mine} />
        <Version title="Theirs" note={`Saved as revision ${newer.revision}. Undo brings yours back.`} graph={newer.graph} />
      </div>
      {create.error && (
        <div className="mt-3">
          <ErrorNote problem={asProblem(create.error)} onRetry={keepMine} />
        </div>
      )}
    </Dialog>
  )
}
