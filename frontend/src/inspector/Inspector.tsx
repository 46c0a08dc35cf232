import { useCallback, useState } from 'react'
import { useCatalog } from '@/catalog/CatalogContext'
import { ParameterForm } from '@/forms/ParameterForm'
import { updateNode } from '@/lib/graph/edits'
import { hasOpenInputs } from '@/lib/graph/ports'
import { followOutputs } from '@/lib/graph/renamed'
import type { GraphNode } from '@/lib/graph/types'
import type { Parameters } from '@/lib/schema/types'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { AccountSection } from './AccountSection'
import { InspectorHeader } from './InspectorHeader'
import { MergeInputs } from './MergeInputs'
import { NextTimes } from './NextTimes'
import { NodeSettings } from './NodeSettings'
import { RunFooter } from './RunFooter'
import { TestCall } from './TestCall'
import { UnknownType } from './UnknownType'
import { useFieldErrors } from './useFieldErrors'
import { useFormContext } from './useFormContext'

const SCHEDULE = 'trigger.schedule'
const WEBHOOK = 'trigger.webhook'

/** The panel of the selected node: whose account, which parameters, and Run. */
export function Inspector({ node }: { node: GraphNode }) {
  const type = useCatalog().byType.get(node.type)
  const edit = useEditor((state) => state.edit)
  const { fields, tree, elsewhere, touch } = useFieldErrors(node, type)
  const context = useFormContext(node, type)
  const id = node.id
  const viewing = useEditor((state) => state.viewed !== null)
  /** How often the form was filled from outside: fields with a draft of their own begin anew then. */
  const [filled, setFilled] = useState(0)

  const change = useCallback(
    (parameters: Parameters, path: string) => {
      touch(path, true)
      edit((graph) => followOutputs(updateNode(graph, id, { parameters }), { ...node, parameters }, type, node.parameters), { tag: `${id}:${path}` })
    },
    [edit, id, node, touch, type],
  )
  const useExample = () => {
    change(structuredClone(type?.example ?? {}), '')
    setFilled((times) => times + 1)
  }
  const blur = useCallback((path: string) => touch(path, false), [touch])

  return (
    <aside aria-label={`Node ${node.name}`} className="flex w-[372px] shrink-0 flex-col border-l bg-surface">
      <InspectorHeader node={node} type={type} />
      {type ? (
        <>
          <div className="min-h-0 flex-1 overflow-y-auto">
            {type.provider && type.account !== 'none' && <AccountSection node={node} type={type} />}
            <section aria-label="Parameters" className="px-4 pt-3 pb-6">
              {Object.keys(type.example).length > 0 && !viewing && (
                <div className="-mt-1 mb-1 flex justify-end">
                  <Button look="quiet" size="sm" onClick={useExample}>
                    Use the example
                  </Button>
                </div>
              )}
              {fields.length === 0 ? (
                <p className="text-text-3">There is nothing to fill in here.</p>
              ) : (
                <ParameterForm key={filled} fields={fields} values={node.parameters} errors={tree} context={context} disabled={viewing} onChange={change} onBlur={blur} />
              )}
            </section>
            {hasOpenInputs(type) && <MergeInputs node={node} disabled={viewing} />}
            {node.type === SCHEDULE && <NextTimes node={node} />}
            {node.type === WEBHOOK && <TestCall node={node} disabled={viewing || node.disabled} />}
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
