/** The form of a workflow's variables, which each deployment fills in for itself. */
import type { Variable } from './graph/types'
import type { Schema } from './schema/types'

/** A default is shown and not sent, as in every form. */
export function schemaOfVariables(variables: readonly Variable[]): Schema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      variables.map(({ name, type, default: fallback, description }) => [
        name,
        { type, title: name, description: description ?? '', ...(fallback == null ? {} : { default: fallback }) },
      ]),
    ),
    required: variables.filter((each) => each.required && each.default == null).map((each) => each.name),
  }
}
