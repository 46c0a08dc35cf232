import { useCallback } from 'react'
import type { NodeType } from '@/api/types'
import { useCatalog } from '@/catalog/CatalogContext'
import { Fold } from '@/forms/templates/Fold'
import { updateNode } from '@/lib/graph/edits'
import { withoutLoose } from '@/lib/graph/joining'
import type { GraphNode, NodeSettings as Settings, OnError } from '@/lib/graph/types'
import { useEditor } from '@/store/store'
import { Segmented } from '@/ui/Segmented'
import { Toggle } from '@/ui/Toggle'
import { NumberSetting } from './NumberSetting'

const ON_ERROR = [
  { value: 'stop', label: 'Stop the run' },
  { value: 'continue', label: 'Go on' },
  { value: 'branch', label: 'Error output' },
] as const

const WORDS: Record<OnError, string> = {
  stop: 'Nothing new starts, and the run fails.',
  continue: 'What follows gets the error instead of an output.',
  branch: 'The error leaves by an output of its own.',
}

function used({ disabled, settings = {} }: GraphNode): number {
  const { timeout, retries, retry_wait, on_error } = settings
  return [timeout, retries, retry_wait].filter((each) => each != null).length + Number(Boolean(on_error) && on_error !== 'stop') + Number(disabled)
}

/** How the node behaves beside its parameters: time, further attempts, errors, and whether it is passed over. */
export function NodeSettings({ node, type }: { node: GraphNode; type: NodeType }) {
  const { byType } = useCatalog()
  const edit = useEditor((state) => state.edit)
  const settings = node.settings ?? {}
  const onError = settings.on_error ?? 'stop'
  const change = useCallback(
    (next: Partial<Settings>) =>
      edit(
        (graph) => {
          const known = graph.nodes.find((each) => each.id === node.id)?.settings ?? {}
          return withoutLoose(updateNode(graph, node.id, { settings: { ...known, ...next } }), node.id, byType)
        },
        { tag: `${node.id}:settings:${Object.keys(next).join()}` },
      ),
    [edit, node.id, byType],
  )
  const hasAttempts = type.kind === 'operation'
  return (
    <section aria-label="Settings" className="border-t px-4 pt-1 pb-3">
      <Fold title="Settings" used={used(node)}>
        <div className="flex flex-col gap-2.5 pb-2">
          {type.kind !== 'trigger' && (
            <div>
              <p className="mb-1 text-xs font-medium text-text-2">On error</p>
              <Segmented<OnError> label="On error" size="sm" stretch value={onError} options={ON_ERROR} onChange={(on_error) => change({ on_error })} />
              <p className="mt-1 text-xs text-text-3">{WORDS[onError]}</p>
            </div>
          )}
          {hasAttempts && (
            <div className="grid grid-cols-3 gap-2">
              <NumberSetting label="Timeout" unit="s" factor={1000} most={86_400} value={settings.timeout ?? null} onChange={(timeout) => change({ timeout })} />
              <NumberSetting label="Retries" unit="" factor={1} most={10} value={settings.retries ?? null} onChange={(retries) => change({ retries })} />
              <NumberSetting label="Wait between" unit="s" factor={1000} most={86_400} value={settings.retry_wait ?? null} onChange={(retry_wait) => change({ retry_wait })} />
            </div>
          )}
          <div className="flex items-center gap-2">
            <label htmlFor={`${node.id}-off`} className="flex-1 text-xs font-medium text-text-2">
              Switched off
              <span className="block font-normal text-text-3">It is passed over: what arrives goes on.</span>
            </label>
            <Toggle
              id={`${node.id}-off`}
              checked={node.disabled}
              onChange={(disabled) => edit((graph) => updateNode(graph, node.id, { disabled }))}
            />
          </div>
        </div>
      </Fold>
    </section>
  )
}
