import { useCallback } from 'react'
import { useCatalog } from '@/catalog/CatalogContext'
import { ParameterForm } from '@/forms/ParameterForm'
import { updateNode } from '@/lib/graph/edits'
import type { GraphNode } from '@/lib/graph/types'
import type { Parameters } from '@/lib/schema/types'
import { useEditor } from '@/store/store'
import { AccountSection } from './AccountSection'
import { InspectorHeader } from './InspectorHeader'
import { NextTimes } from './NextTimes'
import { NodeSettings } from './NodeSettings'
import { RunFooter } from './RunFooter'
import { UnknownType } from './UnknownType'
import { useFieldErrors } from './useFieldErrors'
import { useFormContext } from './useFormContext'

const SCHEDULE = 'trigger.schedule'

/** The panel of the selected node: whose account, which parameters, and Run. */
export function Inspector({ node }: { node: GraphNode }) {
  const type = useCatalog().byType.get(node.type)
  const edit = useEditor((state) => state.edit)
  const { fields, tree, elsewhere, touch } = useFieldErrors(node, type)
  const context = useFormContext(node, type)
  const id = node.id
  const viewing = useEditor((state) => state.viewed !== null)

  const change = useCallback(
    (parameters: Parameters, path: string) => {
      touch(path, true)
      edit((graph) => updateNode(graph, id, { parameters }), { tag: `${id}:${path}` })
    },
    [edit, id, touch],
  )
  const blur = useCallback((path: string) => touch(path, false), [touch])

  return (
    <aside aria-label={`Node ${node.name}`} className="flex w-[372px] shrink-0 flex-col border-l bg-surface">
      <InspectorHeader node={node} type={type} />
      {type ? (
        <>
          <div className="min-h-0 flex-1 overflow-y-auto">
            {type.provider && type.account !== 'none' && <AccountSection node={node} type={type} />}
            <section aria-label="Parameters" className="px-4 pt-3 pb-6">
              {fields.length === 0 ? (
                <p className="text-text-3">There is nothing to fill in here.</p>
              ) : (
                <ParameterForm fields={fields} values={node.parameters} errors={tree} context={context} disabled={viewing} onChange={change} onBlur={blur} />
              )}
            </section>
            {node.type === SCHEDULE && <NextTimes node={node} />}
            <NodeSettings node={node} type={type} />
          </div>
          <RunFooter node={node} type={type} elsewhere={elsewhere} />
        </>
      ) : (
        <UnknownType node={node} />
      )}
    </aside>
  )
}
