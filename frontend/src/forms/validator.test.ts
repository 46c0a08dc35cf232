import { makeValidator } from './validator'

const validator = makeValidator<object>()
const schema = { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'integer' } } } as const

describe('the validator of the form', () => {
  it('tells all errors at once', () => {
    const { errors } = validator.validateFormData({ b: 'x' }, { ...schema, required: ['a'] })
    expect(errors).toEqual(
      expect.arrayContaining([
        { property: 'a', message: 'Required.', stack: 'a: Required.' },
        { property: 'b', message: 'Must be a whole number.', stack: 'b: Must be a whole number.' },
      ]),
    )
    expect(errors).toHaveLength(2)
  })

  it('says whether a value fits', () => {
    expect(validator.isValid({ type: 'string' }, 'a', {})).toBe(true)
    expect(validator.isValid({ type: 'string' }, 1, {})).toBe(false)
  })
})
