/** RJSF's view of our validator. The form itself draws simple types, so this only settles alternatives. */
import type { ErrorSchema, RJSFSchema, ValidatorType } from '@rjsf/utils'
import { placeErrors } from '@/lib/schema/fieldErrors'
import type { Schema } from '@/lib/schema/types'
import { isValid, validate } from '@/lib/schema/validate'

export function makeValidator<F extends object>(): ValidatorType<unknown, RJSFSchema, F> {
  return {
    isValid: (schema, formData) => isValid(schema as Schema, formData),
    rawValidation: <Result>(schema: RJSFSchema, formData?: unknown) => ({
      errors: validate(schema as Schema, formData) as Result[],
    }),
    validateFormData: (formData, schema) => {
      const problems = validate(schema as Schema, formData)
      return {
        errors: problems.map(({ field, message }) => ({ stack: `${field}: ${message}`, property: field, message })),
        errorSchema: placeErrors(problems, []).tree as ErrorSchema,
      }
    },
  }
}
