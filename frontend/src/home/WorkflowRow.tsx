import { MoreHorizontal, Pencil, Trash2, Workflow as WorkflowIcon } from 'lucide-react'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import type { WorkflowSummary } from '@/api/types'
import { useDeleteWorkflow, useRenameWorkflow } from '@/api/useWorkflowActions'
import { Link } from '@/app/Link'
import { workflowPath } from '@/app/router'
import { useEditor } from '@/store/store'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { IconButton } from '@/ui/IconButton'
import { InlineName } from '@/ui/InlineName'
import { Menu, MenuItem, MenuLine } from '@/ui/Menu'
import { RelativeTime } from '@/ui/RelativeTime'

export function WorkflowRow({ workflow }: { workflow: WorkflowSummary }) {
  const [renaming, setRenaming] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const notify = useEditor((state) => state.notify)
  const rename = useRenameWorkflow()
  const erase = useDeleteWorkflow()
  const failed = (error: unknown) => notify({ tone: 'error', text: asProblem(error).message })

  const name = (
    <span className="flex items-center gap-3">
      <span aria-hidden className="flex size-7 items-center justify-center rounded-md bg-accent-soft text-accent-text">
        <WorkflowIcon size={15} />
      </span>
      {renaming ? (
        <InlineName
          label="Name of the workflow"
          value={workflow.name}
          onDone={(next) => {
            setRenaming(false)
            if (next) rename.mutate({ id: workflow.id, name: next }, { onError: failed })
          }}
        />
      ) : (
        <span className="truncate font-medium">{rename.isPending ? rename.variables.name : workflow.name}</span>
      )}
    </span>
  )

  return (
    <tr className="group h-12 border-b last:border-0 hover:bg-hover/60">
      <td className="p-0">
        {renaming ? (
          <div className="px-4">{name}</div>
        ) : (
          <Link href={workflowPath(workflow.id)} className="block rounded-md px-4 py-2.5 -outline-offset-2">
            {name}
          </Link>
        )}
      </td>
      <td className="px-4 text-text-2"><RelativeTime at={workflow.updated_at} /></td>
      <td className="tabular px-4 text-text-2">{workflow.revision}</td>
      <td className="px-3">
        <Menu
          onCloseAutoFocus={(event) => renaming && event.preventDefault()}
          trigger={
            <IconButton label={`Actions for ${workflow.name}`} size="sm">
              <MoreHorizontal size={16} />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil size={14} />} onSelect={() => setRenaming(true)}>Rename</MenuItem>
          <MenuLine />
          <MenuItem icon={<Trash2 size={14} />} danger onSelect={() => setDeleting(true)}>Delete…</MenuItem>
        </Menu>
        <ConfirmDialog
          open={deleting}
          onOpenChange={setDeleting}
          title={`Delete “${workflow.name}”?`}
          verb="Delete workflow"
          danger
          busy={erase.isPending}
          onConfirm={() => erase.mutate(workflow.id, { onError: failed, onSettled: () => setDeleting(false) })}
        >
          The workflow and its saved revisions go away for everybody. This cannot be undone.
        </ConfirmDialog>
      </td>
    </tr>
  )
}
