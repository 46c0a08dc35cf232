import { Play, Square } from 'lucide-react'
import { useId } from 'react'
import type { NodeType } from '@/api/types'
import { EFFECT_WORDS } from '@/lib/effects'
import { formatPrice } from '@/lib/format/money'
import type { GraphNode } from '@/lib/graph/types'
import { shortcut } from '@/lib/shortcuts'
import { cancelRun } from '@/run/runNode'
import { useRun } from '@/run/useRun'
import type { FieldProblem } from '@/socket/messages'
import { useEditor } from '@/store/store'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { Kbd } from '@/ui/Kbd'
import { Tooltip } from '@/ui/Tooltip'
import { RunProblem } from './RunProblem'

interface Props {
  node: GraphNode
  type: NodeType
  elsewhere: readonly FieldProblem[]
}

/** Run with its price or what keeps it from running, or Cancel while it runs; above it, why the last run failed. */
export function RunFooter({ node, type, elsewhere }: Props) {
  const note = useId()
  const { run, running, blocked } = useRun(node)
  const canCancel = useEditor((state) => Boolean(state.runs[node.id]?.run))
  const price = formatPrice(type.price)
  const effect = type.kind === 'operation' && type.effect ? EFFECT_WORDS[type.effect] : null
  return (
    <footer className="border-t bg-surface px-4 py-3">
      <RunProblem node={node} type={type} elsewhere={elsewhere} />
      <div className="mb-2.5 flex items-center gap-2 text-xs text-text-3">
        {effect && (
          <Tooltip label={effect.long} side="top">
            <button type="button" className="cursor-help rounded-[5px]">
              <Badge tone={effect.tone}>{effect.short}</Badge>
            </button>
          </Tooltip>
        )}
        <span id={note} className="tabular min-w-0 flex-1">
          {blocked ?? (price ? `${price} a ${type.price?.unit ?? 'call'}` : 'Free of charge')}
        </span>
        <Kbd keys={shortcut('run')} />
      </div>
      {running ? (
        <Button className="w-full" icon={<Square size={12} fill="currentColor" />} disabled={!canCancel} onClick={() => void cancelRun(node.id)}>
          Cancel
        </Button>
      ) : (
        <Tooltip label={blocked ?? 'Runs with what is on the screen, saved or not.'} side="top">
          <span className="block">
            <Button
              look="primary"
              className="w-full"
              disabled={blocked !== null}
              aria-describedby={blocked ? note : undefined}
              icon={<Play size={13} fill="currentColor" />}
              onClick={run}
            >
              Run node{price ? <span className="tabular font-normal">· {price}</span> : null}
            </Button>
          </span>
        </Tooltip>
      )}
    </footer>
  )
}
