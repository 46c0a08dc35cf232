/** JSON Schema as it arrives, and the hints (`x-ui`) for its form. */
export interface Schema {
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: boolean | Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
  examples?: unknown[]
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  contentEncoding?: string
  'x-ui'?: Hints
  [keyword: string]: unknown
}

export interface Hints {
  widget?: string
  advanced?: boolean
  options?: string
  show_when?: Record<string, unknown[]>
  placeholder?: string
  splits?: string
  zone?: string
  pastes?: string
  rests_on?: string[]
  /** It is one expression, written with or without braces. */
  expression?: boolean
}

export type UiSchema = Record<string, Hints | string[]>

export type Parameters = Record<string, unknown>
