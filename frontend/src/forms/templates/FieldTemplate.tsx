import { getUiOptions, type FieldTemplateProps, type RJSFSchema } from '@rjsf/utils'
import { Info } from 'lucide-react'
import { useState } from 'react'
import { isExpression } from '@/lib/graph/keys'
import { Tooltip } from '@/ui/Tooltip'
import { described, errorId, fieldOptions, helpId, isLeftToModel, labelId, type FormContext } from '../context'
import { asExpression, asFixed, ExpressionInput } from '../ExpressionInput'
import { ExpressionSwitch } from '../ExpressionSwitch'
import { FieldActions } from './FieldActions'
import { ModelNote } from './ModelNote'

type Props = FieldTemplateProps<unknown, RJSFSchema, FormContext>

/** An object or a list of objects draws its own heading. */
function isComposite(schema: RJSFSchema, uiSchema: Props['uiSchema']): boolean {
  const own = uiSchema?.['ui:widget'] ?? uiSchema?.['ui:field']
  return !own && (schema.type === 'object' || schema.type === 'array')
}

export function FieldTemplate(props: Props) {
  return isComposite(props.schema, props.uiSchema) ? <>{props.children}</> : <OneField {...props} />
}

/** One field: label, what it means, control, errors. It holds a value, or an expression in its place. */
function OneField(props: Props) {
  const { id, label, required, rawDescription, rawErrors, children, uiSchema, formData, registry, fieldPathId } = props
  const [chosen, setChosen] = useState(false)
  const options = fieldOptions(getUiOptions(uiSchema))
  const { expressions, setWhole, blur } = registry.formContext
  const isAlways = uiSchema?.['ui:widget'] === 'expression' && !options.whole
  const isOn = !isAlways && (options.whole || chosen || isExpression(formData))
  const inline = uiSchema?.['ui:widget'] === 'switch' && !isOn
  const cleared = formData === null
  const wrong = Boolean(rawErrors?.length)
  const isModels = isLeftToModel(registry.formContext, fieldPathId.path, required)
  const keepOn = () => (options.whole ? setWhole?.(String(fieldPathId.path[0]), true) : setChosen(true))
  const switchTo = (on: boolean) => {
    setChosen(on)
    if (!on && options.whole) setWhole?.(String(fieldPathId.path[0]), false)
    props.onChange(on ? asExpression(formData) : asFixed(formData), fieldPathId.path)
  }
  const actions = (
    <FieldActions
      label={label}
      value={formData}
      required={required ?? false}
      clearable={options.nullable && registry.formContext.effect !== 'read'}
      onReset={() => {
        setChosen(false)
        props.onChange(undefined, fieldPathId.path)
      }}
      onClear={() => props.onChange(null, fieldPathId.path)}
    />
  )
  const heading = (
    <div className="flex h-6 min-w-0 items-center gap-1.5">
      <label id={labelId(id)} htmlFor={id} className="truncate text-xs font-medium text-text-2">
        {label}
      </label>
      {required && !isModels && <span className="-ml-0.5 text-xs text-error" title="Required">*</span>}
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
      {expressions && !isAlways && !cleared && <ExpressionSwitch labelId={labelId(id)} on={isOn} onSwitch={switchTo} />}
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
      ) : isOn ? (
        <ExpressionInput
          id={id}
          value={typeof formData === 'string' ? formData : ''}
          disabled={props.disabled}
          isNew={chosen || (options.whole && typeof formData !== 'string')}
          invalid={wrong}
          describedBy={described(id, rawErrors)['aria-describedby']}
          onChange={(text) => {
            keepOn() // also while what is written holds no braces yet
            props.onChange(text || undefined, fieldPathId.path)
          }}
          onBlur={() => blur?.(id)}
        />
      ) : (
        !inline && children
      )}
      {isModels && !isOn && <ModelNote />}
      {wrong && (
        <p id={errorId(id)} role="alert" className="mt-1 text-xs text-error">
          {rawErrors?.join(' ')}
        </p>
      )}
    </div>
  )
}
