import { NodeToolbar, Position } from '@xyflow/react'
import { ArrowRightToLine, Copy, Pencil, Play, Plus, Power, Trash2 } from 'lucide-react'
import { useEditActions } from '@/editor/useEditActions'
import { useRun } from '@/run/useRun'
import { useRunWorkflow } from '@/run/useRunWorkflow'
import { useIsDragging, useSelectedNode } from '@/store/selection'
import { shortcut } from '@/lib/shortcuts'
import { useEditor } from '@/store/store'
import { IconButton } from '@/ui/IconButton'

/** What can be done with the one selected node, above it. */
export function SelectionToolbar() {
  const node = useSelectedNode()
  const dragging = useIsDragging()
  const actions = useEditActions()
  const { run, running, blocked } = useRun(node)
  const workflow = useRunWorkflow()
  if (!node || dragging) return null
  return (
    <NodeToolbar nodeId={node.id} isVisible position={Position.Top} offset={14}>
      <div role="toolbar" aria-label={`Actions for ${node.name}`} className="flex gap-0.5 rounded-[10px] bg-raised p-1 shadow-float">
        <IconButton label="Run" keys={shortcut('run')} size="sm" side="top" disabled={running || blocked !== null} onClick={run}>
          <Play size={14} />
        </IconButton>
        <IconButton label="Run to here" size="sm" side="top" disabled={workflow.running || workflow.blocked !== null} onClick={() => workflow.run({ until: node.id })}>
          <ArrowRightToLine size={14} />
        </IconButton>
        <IconButton label="Add after" keys={shortcut('addAfter')} size="sm" side="top" onClick={actions.addAfter}>
          <Plus size={15} />
        </IconButton>
        <IconButton label="Rename" keys={shortcut('rename')} size="sm" side="top" onClick={() => useEditor.getState().setRenaming(node.id)}>
          <Pencil size={14} />
        </IconButton>
        <IconButton
          label={node.disabled ? 'Switch on' : 'Switch off'}
          keys={shortcut('disable')}
          size="sm"
          side="top"
          pressed={node.disabled}
          onClick={actions.toggleDisabled}
        >
          <Power size={14} />
        </IconButton>
        <IconButton label="Duplicate" keys={shortcut('duplicate')} size="sm" side="top" onClick={actions.duplicate}>
          <Copy size={14} />
        </IconButton>
        <IconButton label="Delete" keys={shortcut('delete')} size="sm" side="top" onClick={actions.remove}>
          <Trash2 size={14} />
        </IconButton>
      </div>
    </NodeToolbar>
  )
}
