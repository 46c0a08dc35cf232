import { getUiOptions, type FieldTemplateProps, type RJSFSchema } from '@rjsf/utils'
import { Info } from 'lucide-react'
import { Tooltip } from '@/ui/Tooltip'
import { errorId, fieldOptions, helpId, type FormContext } from '../context'
import { FieldActions } from './FieldActions'

type Props = FieldTemplateProps<unknown, RJSFSchema, FormContext>

/** An object or a list of objects draws its own heading. */
function isComposite(schema: RJSFSchema, uiSchema: Props['uiSchema']): boolean {
  const own = uiSchema?.['ui:widget'] ?? uiSchema?.['ui:field']
  return !own && (schema.type === 'object' || schema.type === 'array')
}

/** One field: label, what it means, control, errors. */
export function FieldTemplate(props: Props) {
  const { id, label, required, rawDescription, rawErrors, children, schema, uiSchema, formData, registry } = props
  if (isComposite(schema, uiSchema)) return <>{children}</>
  const options = fieldOptions(getUiOptions(uiSchema))
  const inline = uiSchema?.['ui:widget'] === 'switch'
  const cleared = formData === null
  const actions = (
    <FieldActions
      label={label}
      value={formData}
      required={required ?? false}
      clearable={options.nullable && registry.formContext.effect !== 'read'}
      onReset={() => props.onChange(undefined, props.fieldPathId.path)}
      onClear={() => props.onChange(null, props.fieldPathId.path)}
    />
  )
  const heading = (
    <div className="flex h-6 min-w-0 items-center gap-1.5">
      <label htmlFor={id} className="truncate text-xs font-medium text-text-2">
        {label}
      </label>
      {required && <span className="-ml-0.5 text-xs text-error" title="Required">*</span>}
      {rawDescription && (
        <Tooltip label={rawDescription} side="top">
          <button type="button" tabIndex={-1} aria-hidden className="text-text-3 opacity-60 hover:opacity-100">
            <Info size={12} />
          </button>
        </Tooltip>
      )}
      <span id={helpId(id)} className="sr-only">{rawDescription}</span>
      <span className="flex-1" />
      {actions}
      {inline && !cleared && children}
    </div>
  )
  return (
    <div className="group/field" data-field={id}>
      {heading}
      {cleared ? (
        <p className="rounded-[7px] border border-dashed border-line-strong px-2.5 py-1.5 text-xs text-text-2">
          Will be emptied.
        </p>
      ) : (
        !inline && children
      )}
      {rawErrors && rawErrors.length > 0 && (
        <p id={errorId(id)} role="alert" className="mt-1 text-xs text-error">
          {rawErrors.join(' ')}
        </p>
      )}
    </div>
  )
}
