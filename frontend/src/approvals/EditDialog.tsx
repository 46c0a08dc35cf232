import { useMemo, useState } from 'react'
import type { Approval, NodeType } from '@/api/types'
import type { FormContext } from '@/forms/context'
import { ParameterForm } from '@/forms/ParameterForm'
import { placeErrors } from '@/lib/schema/fieldErrors'
import { fieldsOf } from '@/lib/schema/fields'
import { prune } from '@/lib/schema/prune'
import type { Parameters } from '@/lib/schema/types'
import { validate } from '@/lib/schema/validate'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorNote } from '@/ui/ErrorNote'
import { useAnswer } from './useAnswer'

interface Props {
  approval: Approval
  type: NodeType
  values: Parameters
  connection: string | null
  onClose: () => void
}

const ignore = () => undefined

/** The arguments as the operation's form: what stands there is what will be done. */
export function EditDialog({ approval, type, values: given, connection, onClose }: Props) {
  const [values, setValues] = useState(given)
  const [tried, setTried] = useState(false)
  const answer = useAnswer(approval)
  const fields = fieldsOf(type.input_schema, type.ui_schema)
  const sent = prune(fields, values)
  const own = validate(type.input_schema, sent).filter(({ field }) => field !== '') // what fields have to be together, the server says in words
  const theirs = answer.error?.errors ?? []
  const { tree, elsewhere } = placeErrors([...(tried ? own : []), ...theirs], fields)
  const context = useMemo<FormContext>(
    () => ({ operation: type.type, effect: type.effect, account: { customer: approval.customer, connection }, accountReady: true, expressions: false }),
    [type, approval.customer, connection],
  )
  const approve = () => {
    setTried(true)
    if (own.length > 0) return
    answer.mutate({ decision: 'approve', parameters: sent }, { onSuccess: onClose })
  }
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={`Change, then ${type.label.toLowerCase()}`}
      description="It is done with what stands here once you approve."
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button look="primary" busy={answer.isPending} onClick={approve}>
            Approve with changes
          </Button>
        </>
      }
    >
      {answer.error && theirs.length === 0 && <ErrorNote problem={answer.error} />}
      {elsewhere.map(({ field, message }) => (
        <p key={`${field} ${message}`} role="alert" className="text-xs text-error">{message}</p>
      ))}
      <ParameterForm
        fields={fields}
        values={values}
        errors={tree}
        context={context}
        onChange={(next) => {
          answer.reset()
          setValues(next)
        }}
        onBlur={ignore}
      />
    </Dialog>
  )
}
