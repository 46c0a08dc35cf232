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
  /** All values of the form, for fields whose meaning rests on another one. */
  values?: Parameters
  /** Puts these in the place of several values at once; undefined empties one. */
  fill?: (values: Record<string, unknown>) => void
  /** How often that has happened: what keeps a draft of its own begins anew. */
  filled?: number
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
}

/** The options that `lib/schema/rjsf` put into the uiSchema. */
export function fieldOptions(options: UIOptionsType): FieldOptions {
  return options as unknown as FieldOptions
}

export const helpId = (id: string) => `${id}__help`
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
