import { Play } from 'lucide-react'
import { shortcut } from '@/lib/shortcuts'
import { useRun } from '@/run/useRun'
import { useSelectedNode } from '@/store/selection'
import { Button } from '@/ui/Button'
import { Kbd } from '@/ui/Kbd'
import { Tooltip } from '@/ui/Tooltip'

/** Runs the selected node. */
export function RunButton() {
  const node = useSelectedNode()
  const { run, running, blocked } = useRun(node)
  return (
    <Tooltip
      label={
        <span className="flex items-center gap-1.5">
          {blocked ?? `Run “${node?.name ?? ''}”`}
          {!blocked && <Kbd keys={shortcut('run')} onDark />}
        </span>
      }
    >
      <span className="ml-1">
        <Button look="primary" busy={running} disabled={blocked !== null} icon={<Play size={13} fill="currentColor" />} onClick={run}>
          <span className="max-w-44 truncate">{node && !blocked ? `Run ${node.name}` : 'Run node'}</span>
        </Button>
      </span>
    </Tooltip>
  )
}
