import { Plus } from 'lucide-react'
import { addVariable } from '@/lib/graph/variables'
import type { Variable } from '@/lib/graph/types'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { VariableForm } from './VariableForm'

const NONE: readonly Variable[] = []

/** What each deployment of the workflow fills in by itself. Changes count at once, and can be undone. */
export function VariablesDialog({ onClose }: { onClose: () => void }) {
  const variables = useEditor((state) => state.history.present.variables ?? NONE)
  const edit = useEditor((state) => state.edit)
  const viewing = useEditor((state) => state.viewed !== null)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title="Variables"
      description="What differs from customer to customer: each deployment fills these in, and expressions read them as vars.name."
      footer={
        <>
          <Button icon={<Plus size={14} />} disabled={viewing} className="mr-auto" onClick={() => edit(addVariable)}>
            Add a variable
          </Button>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      {variables.length === 0 ? (
        <p className="py-4 text-text-3">There is none yet. A variable is good for a channel, an address or an amount.</p>
      ) : (
        <ul className="flex flex-col gap-3">
          {variables.map((variable, index) => (
            <li key={index}>
              <VariableForm variable={variable} index={index} disabled={viewing} />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
