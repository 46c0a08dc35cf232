import { asProblem, headingOf, offline, ProblemError } from './problem'

describe('ProblemError', () => {
  it('says the detail, else the title, else that something went wrong', () => {
    expect(new ProblemError({ detail: 'D', title: 'T' }).message).toBe('D')
    expect(new ProblemError({ title: 'T' }).message).toBe('T')
    expect(new ProblemError({}).message).toBe('Something went wrong.')
  })
})

describe('asProblem', () => {
  it('leaves a problem as it is', () => {
    const problem = offline('Gone.')
    expect(asProblem(problem)).toBe(problem)
  })

  it('makes one of anything else', () => {
    expect(asProblem(new Error('Broken.'))).toMatchObject({ message: 'Broken.', code: 'internal_error', errors: [] })
    expect(asProblem('text').message).toBe('text')
  })
})

describe('headingOf', () => {
  it('has words for a code, and for one that is not known', () => {
    expect(headingOf('outcome_unknown')).toBe('The outcome is unknown')
    expect(headingOf('brand_new')).toBe('Something went wrong')
  })
})
