import type { ArrayFieldTemplateProps, RJSFSchema } from '@rjsf/utils'
import { Plus } from 'lucide-react'
import { Button } from '@/ui/Button'
import { errorId, isLeftToModel, labelId, type FormContext } from '../context'
import { ExpressionSwitch } from '../ExpressionSwitch'
import { ModelNote } from './ModelNote'

/** A list of objects: each entry in its frame, and a button that adds one. */
export function ArrayFieldTemplate(props: ArrayFieldTemplateProps<unknown, RJSFSchema, FormContext>) {
  const { title, items, canAdd, onAddClick, fieldPathId, rawErrors, disabled, required } = props
  const id = fieldPathId.$id
  const { expressions, setWhole } = props.registry.formContext
  const isTop = fieldPathId.path.length === 1
  return (
    <fieldset id={id} data-field={id} className="flex flex-col gap-1.5">
      <legend className="sr-only">{title}</legend>
      <div className="flex h-7 items-center justify-between">
        <span id={labelId(id)} aria-hidden className="flex-1 text-xs font-medium text-text-2">{title}</span>
        {expressions && isTop && <ExpressionSwitch labelId={labelId(id)} on={false} onSwitch={() => setWhole?.(String(fieldPathId.path[0]), true)} />}
        {canAdd && (
          <Button look="ghost" size="sm" icon={<Plus size={13} />} disabled={disabled} onClick={onAddClick}>
            Add
          </Button>
        )}
      </div>
      {items}
      {isLeftToModel(props.registry.formContext, fieldPathId.path, required) && <ModelNote />}
      {rawErrors && rawErrors.length > 0 && (
        <p id={errorId(id)} role="alert" className="text-xs text-error">{rawErrors.join(' ')}</p>
      )}
    </fieldset>
  )
}
