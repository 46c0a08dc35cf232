import { backoff } from './backoff'

describe('backoff', () => {
  it('doubles from half a second up to fifteen', () => {
    expect([0, 1, 2, 3, 4, 5, 60].map((attempt) => backoff(attempt, () => 1))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
    ])
  })

  it('spreads over the upper half, so that not all come back at once', () => {
    expect([backoff(1, () => 0), backoff(1, () => 0.5)]).toEqual([500, 750])
  })
})
