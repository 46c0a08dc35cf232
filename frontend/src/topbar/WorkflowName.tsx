import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { useRenameWorkflow } from '@/api/useWorkflowActions'
import { useEditor } from '@/store/store'
import { InlineName } from '@/ui/InlineName'

/** The workflow's name, renamed in place. */
export function WorkflowName() {
  const workflow = useEditor((state) => state.workflow)
  const renameWorkflow = useEditor((state) => state.renameWorkflow)
  const notify = useEditor((state) => state.notify)
  const [editing, setEditing] = useState(false)
  const rename = useRenameWorkflow()
  if (!workflow) return null

  const take = (name: string | null) => {
    setEditing(false)
    if (!name) return
    const before = workflow.name
    renameWorkflow(name)
    rename.mutate(
      { id: workflow.id, name },
      {
        onError: (error) => {
          renameWorkflow(before)
          notify({ tone: 'error', text: `The name was not changed: ${asProblem(error).message}` })
        },
      },
    )
  }

  if (editing) {
    return <InlineName label="Name of the workflow" value={workflow.name} onDone={take} className="w-64 py-0.5 text-sm font-medium" />
  }
  return (
    <h1 className="min-w-0">
      <button
        type="button"
        title="Rename"
        aria-label={`${workflow.name}: rename the workflow`}
        onClick={() => setEditing(true)}
        className="block max-w-72 truncate rounded-md px-1.5 py-0.5 font-medium hover:bg-hover"
      >
        {workflow.name}
      </button>
    </h1>
  )
}
