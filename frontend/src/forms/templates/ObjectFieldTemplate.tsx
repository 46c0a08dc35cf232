import { getUiOptions, type ObjectFieldTemplateProps, type RJSFSchema } from '@rjsf/utils'
import type { Field } from '@/lib/schema/fields'
import type { Parameters } from '@/lib/schema/types'
import { isVisible } from '@/lib/schema/visibility'
import { isLeftToModel, type FormContext } from '../context'
import { Fold } from './Fold'
import { ModelNote } from './ModelNote'

type Props = ObjectFieldTemplateProps<unknown, RJSFSchema, FormContext>

function holdsValue(fields: readonly Field[], values: Parameters): number {
  return fields.filter((field) => values[field.name] !== undefined).length
}

/** The fields of an object that apply; the advanced ones under Options; a nested object folded away until used. */
export function ObjectFieldTemplate({ properties, formData, uiSchema, fieldPathId, title, required, registry }: Props) {
  const fields = (getUiOptions(uiSchema).fields ?? []) as unknown as Field[]
  const values = (formData ?? {}) as Parameters
  const drawn = fields.filter((field) => isVisible(field, fields, values))
  const content = (field: Field) => properties.find((property) => property.name === field.name)?.content
  const first = drawn.filter((field) => !field.advanced)
  const advanced = drawn.filter((field) => field.advanced)
  const isRoot = fieldPathId.path.length === 0
  const inList = typeof fieldPathId.path.at(-1) === 'number'

  const body = (
    <div className="flex flex-col gap-2.5">
      {first.map((field) => (
        <div key={field.name}>{content(field)}</div>
      ))}
      {advanced.length > 0 && (
        <Fold title="Options" used={holdsValue(advanced, values)}>
          <div className="flex flex-col gap-2.5">
            {advanced.map((field) => (
              <div key={field.name}>{content(field)}</div>
            ))}
          </div>
        </Fold>
      )}
    </div>
  )
  if (isRoot || inList) return body
  const used = holdsValue(fields, values)
  const isModels = isLeftToModel(registry.formContext, fieldPathId.path, required)
  return (
    <>
      <Fold title={title} used={used} framed required={required === true && !isModels}>
        {body}
      </Fold>
      {isModels && <ModelNote />}
    </>
  )
}
