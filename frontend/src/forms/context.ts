/** What widgets have to know beyond their own value. */
import type { RJSFSchema, UIOptionsType, WidgetProps } from '@rjsf/utils'
import type { OptionsAccount } from '@/api/useOptions'
import type { Effect } from '@/api/types'
import type { Parameters, Schema } from '@/lib/schema/types'
import type { Grammar } from '@/lib/tags'

export interface FormContext {
  operation: string
  effect: Effect | null
  account: OptionsAccount
  accountReady: boolean
  /** Whether choices are the product's own, as skills are: they are named by the field's hint and need no account. */
  ownChoices?: boolean
  /** All values of the form, for fields whose meaning rests on another one. */
  values?: Parameters
  /** Puts these in the place of several values at once; undefined empties one. */
  fill?: (values: Record<string, unknown>) => void
  /** How often that has happened: what keeps a draft of its own begins anew. */
  filled?: number
  /** Whether its fields may hold expressions; a trigger has nothing above it to speak of. */
  expressions?: boolean
  /** Whether a model fills in what is left empty, because the node is lent to an agent. */
  lent?: boolean
  /** Lists and objects of the top that are one expression as a whole. */
  setWhole?: (name: string, isWhole: boolean) => void
  /** A field was left. */
  blur?: (id: string) => void
}

export type Widget = WidgetProps<unknown, RJSFSchema, FormContext>

export interface FieldOptions {
  fallback: unknown
  nullable: boolean
  advanced: boolean
  loader: string | null
  fieldName: string
  hint: string
  splits: Grammar | null
  /** The field that names the zone of this one's times. */
  zone: string | null
  /** What may be pasted there whole and then fills the form. */
  pastes: 'curl' | null
  /** The fields by which its choices differ. */
  restsOn: string[]
  source: Schema
  /** Stands for a list or an object that is one expression as a whole. */
  whole: boolean
}

/** The options that `lib/schema/rjsf` put into the uiSchema. */
export function fieldOptions(options: UIOptionsType): FieldOptions {
  return options as unknown as FieldOptions
}

/** Whether a required field is the model's to give: only whole ones of the top are. */
export function isLeftToModel({ lent, values }: FormContext, path: readonly unknown[], required: boolean | undefined): boolean {
  return lent === true && required === true && path.length === 1 && values?.[String(path[0])] === undefined
}

export const helpId = (id: string) => `${id}__help`
export const labelId = (id: string) => `${id}__label`
export const errorId = (id: string) => `${id}__error`

/** The attributes by which a control is tied to its label, help and errors. */
export function described(id: string, rawErrors: string[] | undefined, required?: boolean) {
  const wrong = Boolean(rawErrors?.length)
  return {
    'aria-invalid': wrong || undefined,
    'aria-required': required || undefined,
    'aria-describedby': `${helpId(id)}${wrong ? ` ${errorId(id)}` : ''}`,
  }
}
