import Form from '@rjsf/core/lib/components/Form.js'
import type { ErrorSchema, FieldProps, RJSFSchema, TemplatesType, UiSchema } from '@rjsf/utils'
import { memo, useCallback, useMemo, useState } from 'react'
import { equal } from '@/lib/equal'
import type { Field } from '@/lib/schema/fields'
import { asWhole, wholeNames } from '@/lib/schema/whole'
import type { ErrorTree } from '@/lib/schema/fieldErrors'
import { objectSchema, uiSchema } from '@/lib/schema/rjsf'
import type { Parameters } from '@/lib/schema/types'
import { followZones } from '@/lib/schema/zone'
import type { FormContext } from './context'
import { FileField } from './fields/FileField'
import { JsonField } from './fields/JsonField'
import { KeyValueField } from './fields/KeyValueField'
import { ArrayFieldItemTemplate } from './templates/ArrayFieldItemTemplate'
import { ArrayFieldTemplate } from './templates/ArrayFieldTemplate'
import { FieldTemplate } from './templates/FieldTemplate'
import { ObjectFieldTemplate } from './templates/ObjectFieldTemplate'
import { makeValidator } from './validator'
import { widgets } from './widgets'

const validator = makeValidator<FormContext>()

const templates: Partial<TemplatesType<unknown, RJSFSchema, FormContext>> = {
  FieldTemplate,
  ObjectFieldTemplate,
  ArrayFieldTemplate,
  ArrayFieldItemTemplate,
  ErrorListTemplate: () => null,
}

/** Fields with a draft of their own begin anew once the form has been filled from outside. */
function AfreshJson(props: FieldProps<unknown, RJSFSchema, FormContext>) {
  return <JsonField key={(props.registry.formContext as FormContext).filled} {...props} />
}

function AfreshKeyValue(props: FieldProps<unknown, RJSFSchema, FormContext>) {
  return <KeyValueField key={(props.registry.formContext as FormContext).filled} {...props} />
}

const fields = { json: AfreshJson, key_value: AfreshKeyValue, file: FileField }

/** Defaults are the server's business: the form shows them and sends nothing. */
const KEEP_EMPTY = {
  emptyObjectFields: 'skipDefaults',
  arrayMinItems: { populate: 'never' },
  allOf: 'skipDefaults',
  constAsDefaults: 'never',
} as const

interface Props {
  fields: readonly Field[]
  values: Parameters
  errors: ErrorTree
  context: FormContext
  disabled?: boolean
  onChange: (values: Parameters, path: string) => void
  onBlur: (path: string) => void
}

/** `root.a.b` → `a.b` */
const pathOfId = (id: string) => id.split('.').slice(1).join('.')

/** The form of an operation, drawn from its schema. */
export const ParameterForm = memo(function ParameterForm({ fields: all, values, errors, context, disabled, onChange, onBlur }: Props) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const whole = wholeNames(all, values, chosen)
  const drawn = useMemo(() => asWhole(all, whole), [all, whole])
  const setWhole = useCallback(
    (name: string, isWhole: boolean) =>
      setChosen((before) => {
        if (before.has(name) === isWhole) return before
        return new Set(isWhole ? [...before, name] : [...before].filter((each) => each !== name))
      }),
    [],
  )
  const blur = useCallback((id: string) => onBlur(pathOfId(id)), [onBlur])
  const schema = useMemo(() => objectSchema(drawn) as RJSFSchema, [drawn])
  const ui = useMemo(() => uiSchema(drawn) as UiSchema<unknown, RJSFSchema, FormContext>, [drawn])
  const change = useCallback(
    (data: unknown, id: string | undefined) => {
      const entries = Object.entries((data ?? {}) as Parameters).filter(([, value]) => value !== undefined)
      const next = followZones(drawn, values, Object.fromEntries(entries))
      if (!equal(next, values)) onChange(next, pathOfId(id ?? ''))
    },
    [drawn, onChange, values],
  )
  const [filled, setFilled] = useState(0)
  const fill = useCallback(
    (given: Record<string, unknown>) => {
      const known = drawn.filter((field) => field.name in given).map((field) => [field.name, given[field.name]] as const)
      const entries = Object.entries({ ...values, ...Object.fromEntries(known) }).filter(([, value]) => value !== undefined)
      setFilled((times) => times + 1)
      onChange(Object.fromEntries(entries), '')
    },
    [drawn, onChange, values],
  )
  const formContext = useMemo(
    () => ({ ...context, values, fill, filled, setWhole, blur }),
    [context, values, fill, filled, setWhole, blur],
  )
  return (
    <Form<unknown, RJSFSchema, FormContext>
      tagName="div"
      idPrefix="root"
      idSeparator="."
      schema={schema}
      uiSchema={ui}
      formData={values}
      formContext={formContext}
      validator={validator}
      noValidate
      noHtml5Validate
      showErrorList={false}
      extraErrors={errors as ErrorSchema}
      widgets={widgets}
      fields={fields}
      templates={templates}
      experimental_defaultFormStateBehavior={KEEP_EMPTY}
      disabled={disabled}
      onChange={({ formData }, id) => change(formData, id)}
      onBlur={blur}
    >
      <></>
    </Form>
  )
})
