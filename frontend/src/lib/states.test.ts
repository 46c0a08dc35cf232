import { isFinal, isUsable, reasonWords } from './states'

describe('isFinal', () => {
  it('is true once nothing more happens', () => {
    expect((['queued', 'running', 'waiting'] as const).map(isFinal)).toEqual([false, false, false])
    expect((['succeeded', 'failed', 'cancelled', 'skipped', 'outcome_unknown'] as const).every(isFinal)).toBe(true)
  })
})

describe('isUsable', () => {
  it('is true for a connection that calls can be made with', () => {
    expect((['active', 'refresh_failing', 'scope_missing'] as const).every(isUsable)).toBe(true)
    expect((['pending', 'needs_reconnect', 'paused', 'revoked'] as const).some(isUsable)).toBe(false)
  })
})

describe('reasonWords', () => {
  it('explains what is known, and spaces out what is not', () => {
    expect(reasonWords('invalid_grant')).toBe('The provider no longer accepts this connection.')
    expect(reasonWords('brand_new')).toBe('brand new')
    expect(reasonWords(null)).toBe('')
  })
})
