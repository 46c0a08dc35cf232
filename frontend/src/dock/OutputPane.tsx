import { Ban, Download, EyeOff, Hourglass, MousePointer2, Play } from 'lucide-react'
import { useMemo, useState } from 'react'
import { AnswerBar } from '@/approvals/AnswerBar'
import { ApprovalList } from '@/approvals/ApprovalList'
import { useAsked } from '@/approvals/useAsked'
import { isMendedByConnecting, WayOut } from '@/connections/WayOut'
import { formatBytes, plural } from '@/lib/format/size'
import type { Approval, NodeType } from '@/api/types'
import type { GraphNode } from '@/lib/graph/types'
import { itemCount } from '@/lib/output/count'
import { leadOf } from '@/lib/output/lead'
import { goesOn, nodeOfNextPage } from '@/lib/output/page'
import { toJson } from '@/lib/output/text'
import { itemAt, type Path } from '@/lib/runs/items'
import { isFinal } from '@/lib/states'
import { pauseOf } from '@/run/pause'
import { runNode } from '@/run/runNode'
import { useRun } from '@/run/useRun'
import type { StepState } from '@/socket/messages'
import type { NodeRun } from '@/store/runSlice'
import { useSelectedNode } from '@/store/selection'
import { nodeById } from '@/store/selectors'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { CopyButton } from '@/ui/CopyButton'
import { EmptyState } from '@/ui/EmptyState'
import { ErrorNote } from '@/ui/ErrorNote'
import { IconButton } from '@/ui/IconButton'
import { Segmented } from '@/ui/Segmented'
import { download } from './download'
import { ItemPicker } from './ItemPicker'
import { LargeOutput } from './LargeOutput'
import { OutputJson } from './OutputJson'
import { OutputTable } from './OutputTable'
import { OutputTree } from './OutputTree'
import { Warnings } from './Warnings'

type View = 'table' | 'tree' | 'json'

const VIEWS = [
  { value: 'table', label: 'Table' },
  { value: 'tree', label: 'Tree' },
  { value: 'json', label: 'JSON' },
] as const

/** How a run ended that brought neither an output nor an error, as one that is only followed from here. */
const ENDED: Partial<Record<StepState, string>> = {
  failed: 'The run failed',
  cancelled: 'The run was cancelled',
  skipped: 'Not run: no way led here',
  outcome_unknown: 'The outcome is unknown',
}

interface Shown {
  node: GraphNode
  type: NodeType | undefined
  output: unknown
  warnings: readonly string[]
}

function Result({ node, type, output, warnings }: Shown) {
  const [view, setView] = useState<View>('table')
  const json = useMemo(() => toJson(output), [output])
  const lead = useMemo(() => leadOf(type?.output_schema), [type])
  const count = itemCount(output)
  const more = goesOn(output)
  const next = nodeOfNextPage(node, type, output)
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-10 shrink-0 items-center gap-3 border-b px-3">
        <Segmented<View> label="Show the output as" size="sm" value={view} options={VIEWS} onChange={setView} />
        <span className="truncate text-xs text-text-3">
          <span className="font-medium text-text-2">{node.name}</span>
          {count !== null && ` · ${more ? `${count} of more` : plural(count, 'item')}`} · {formatBytes(json.length)}
        </span>
        {next && type && (
          <Button look="quiet" size="sm" onClick={() => void runNode(next, type)}>
            Next page
          </Button>
        )}
        <span className="flex-1" />
        <CopyButton label="Copy as JSON" text={() => json} />
        <IconButton label="Download as JSON" size="sm" onClick={() => download(`${node.name}.json`, json)}>
          <Download size={14} />
        </IconButton>
      </div>
      <Warnings warnings={warnings} />
      <div className="min-h-0 flex-1">
        {view === 'table' && <OutputTable output={output} lead={lead} />}
        {view === 'tree' && <OutputTree output={output} />}
        {view === 'json' && <OutputJson json={json} />}
      </div>
    </div>
  )
}

function Waiting({ pause }: { pause: string | null }) {
  return (
    <div aria-busy="true" aria-label="Waiting for the result" className="flex flex-col gap-3 p-4">
      {pause && <p className="text-sm text-waiting">{pause}</p>}
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="flex gap-4">
          <div className="skeleton h-3.5 w-24" />
          <div className="skeleton h-3.5 w-40" />
          <div className="skeleton h-3.5 flex-1" />
        </div>
      ))}
    </div>
  )
}

function Outcome({ node, run, path = [] }: { node: GraphNode; run: NodeRun | undefined; path?: Path }) {
  const { run: start, blocked, type } = useRun(node)
  const isSelected = useSelectedNode()?.id === node.id // then the panel beside it has the button
  if (!run) {
    return (
      <EmptyState
        icon={<Play size={16} />}
        title="Not run yet"
        action={
          <Button look="primary" disabled={blocked !== null} icon={<Play size={13} fill="currentColor" />} onClick={start}>
            Run “{node.name}”
          </Button>
        }
      >
        {blocked ?? 'Run it to see the result here.'}
      </EmptyState>
    )
  }
  if (run.state === 'waiting') {
    return (
      <EmptyState icon={<Hourglass size={16} />} title="Waiting">
        {pauseOf(run) ?? 'It goes on by itself.'}
      </EmptyState>
    )
  }
  if (!isFinal(run.state)) return <Waiting pause={pauseOf(run)} />
  if (run.output?.leftOut && run.run) return <LargeOutput nodeId={node.id} run={run.run} path={path} leftOut={run.output.leftOut} />
  if (run.output?.withheld) {
    return (
      <EmptyState icon={<EyeOff size={16} />} title="The result is not shown">
        {run.output.withheld}
      </EmptyState>
    )
  }
  if (run.output && run.state === 'succeeded') {
    return <Result node={node} type={type} output={run.output.value} warnings={run.output.warnings} />
  }
  if (run.error) {
    return (
      <div className="mx-auto max-w-xl p-6">
        <ErrorNote
          problem={{ code: run.error.code, message: run.error.detail }}
          retryVerb="Run again"
          onRetry={blocked || run.state === 'outcome_unknown' || isMendedByConnecting(run.error) ? undefined : start}
        >
          {!isSelected && <WayOut error={run.error} node={node} type={type} />}
        </ErrorNote>
      </div>
    )
  }
  return (
    <EmptyState icon={<Ban size={16} />} title={ENDED[run.state] ?? 'No output'}>
      {run.message ?? 'Nothing came back.'}
    </EmptyState>
  )
}

/** What the selected node returned, or the one that ran last; before that, what a person is asked there. */
export function OutputPane() {
  const selected = useSelectedNode()
  const last = useEditor((state) => nodeById(state, state.lastRunNode))
  const node = selected ?? last
  const run = useEditor((state) => (node ? state.runs[node.id] : undefined))
  const picked = useEditor((state) => state.picked)
  const approvals = useAsked()
  const item = run && itemAt(run, picked)
  const shown = item?.item ?? run
  const isHere = ({ node_id, step }: Approval) => node_id === node?.id || (step !== null && step === shown?.step)
  const here = node ? approvals.filter(isHere) : approvals
  if (here.length > 0) return <ApprovalList approvals={here} />
  if (!node) {
    return (
      <EmptyState icon={<MousePointer2 size={16} />} title="No node selected">
        Select a node to see what it returned, or run one.
      </EmptyState>
    )
  }
  return (
    <div className="flex h-full flex-col">
      <AnswerBar approvals={approvals} />
      {item && <ItemPicker run={run} nodeName={node.name} />}
      <div className="min-h-0 flex-1">
        <Outcome key={`${node.id} ${item?.path.join('.') ?? ''}`} node={node} run={shown} path={item?.path} />
      </div>
    </div>
  )
}
