import type { NodeProps } from '@xyflow/react'
import { memo, type CSSProperties } from 'react'
import { useCatalog } from '@/catalog/CatalogContext'
import type { FlowNode } from '@/lib/graph/flow'
import { formatPrice } from '@/lib/format/money'
import { plural } from '@/lib/format/size'
import { STATE_WORDS } from '@/lib/states'
import { problemsOf } from '@/run/readiness'
import { useEditor } from '@/store/store'
import { NodeIcon } from '@/ui/NodeIcon'
import { cx } from '@/ui/cx'
import { heightOf, isLent } from '@/lib/graph/ports'
import { NodeHandles } from './NodeHandles'
import { NodeName } from './NodeName'
import { NodeGlyph } from './NodeGlyph'
import { NodeSubtitle } from './NodeSubtitle'
import { NodeTime } from './NodeTime'
import { ProblemsBadge } from './ProblemsBadge'
import { usePorts } from './usePorts'

/** One step of the workflow. Draws again only when its own node, run or selection changes. */
export const NodeCard = memo(function NodeCard({ data: { node }, selected }: NodeProps<FlowNode>) {
  const type = useCatalog().byType.get(node.type)
  const state = useEditor((store) => store.runs[node.id]?.state)
  const lent = useEditor((store) => isLent(store.history.present, node.id))
  const problems = node.disabled ? [] : problemsOf(node, type, lent)
  const price = formatPrice(type?.price)
  const ports = usePorts(node, type)
  const active = state === 'running' || state === 'queued'

  return (
    <div
      role="group"
      aria-label={[
        node.name,
        type?.service_name,
        state && STATE_WORDS[state],
        node.disabled && 'switched off',
        problems.length > 0 && plural(problems.length, 'problem'),
      ]
        .filter(Boolean)
        .join(', ')}
      style={{ '--service': type?.color, height: heightOf(ports) } as CSSProperties}
      className={cx(
        'node-card group/node relative flex w-[216px] items-center gap-2.5 rounded-xl border bg-raised px-[11px] shadow-card transition-shadow',
        selected ? 'border-accent ring-3 ring-accent/25' : 'border-line-strong hover:border-control',
        active && !selected && 'border-transparent',
        active && 'running-border',
        state === 'failed' && !selected && 'border-error',
        state === 'outcome_unknown' && !selected && 'border-unknown',
      )}
    >
      <NodeHandles nodeId={node.id} ports={ports} />
      <span className={cx('node-detail flex min-w-0 flex-1 items-center gap-2.5', (node.disabled || state === 'skipped') && 'opacity-50')}>
        <NodeIcon type={type} fallback={node.type} />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-1.5">
            <NodeName node={node} />
            <NodeGlyph nodeId={node.id} />
          </span>
          <span className="flex items-baseline gap-1.5">
            <NodeSubtitle node={node} type={type} />
            <NodeTime nodeId={node.id} />
          </span>
        </span>
      </span>
      {problems.length > 0 && <ProblemsBadge problems={problems} />}
      {price && (
        <span className="tabular pointer-events-none absolute right-2 -bottom-5 text-2xs text-text-3 opacity-0 transition-opacity group-hover/node:opacity-100">
          {price} a {type?.price?.unit ?? 'call'}
        </span>
      )}
    </div>
  )
})
