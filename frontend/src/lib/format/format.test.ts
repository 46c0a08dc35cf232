import cases from './cases.json'
import { formatDuration } from './duration'
import { formatMoney, formatPrice, isZero, sumMoney } from './money'
import { formatBytes, plural } from './size'
import { formatClock, formatRelative } from './time'

// The admin's tests read the same cases: one style in the whole product.
describe('formatDuration', () => {
  it.each(cases.duration as [number, string][])('says %i ms as %j', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})

describe('formatMoney', () => {
  it.each(cases.money as [string, string, string][])('says %s %s as %j', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text)
  })
})

describe('formatPrice', () => {
  it('is nothing where an operation is free', () => {
    expect(formatPrice({ price: '0.0000', currency: 'USD' })).toBeNull()
    expect(formatPrice(null)).toBeNull()
  })

  it('is the amount where it is not', () => {
    expect(formatPrice({ price: '0.002', currency: 'USD' })).toBe('$0.0020')
  })
})

describe('isZero', () => {
  it('knows zero in all its forms', () => {
    expect(['0', '0.00', '-0.0'].map(isZero)).toEqual([true, true, true])
    expect(isZero('0.0001')).toBe(false)
  })
})

describe('sumMoney', () => {
  it.each<[string[], string]>([
    [['0.1', '0.2'], '0.3'],
    [['0.0010', '1'], '1.0010'],
    [['9007199254740993', '1'], '9007199254740994'],
    [['-0.5', '0.25'], '-0.25'],
    [[], '0'],
  ])('adds %j exactly to %s', (amounts, total) => {
    expect(sumMoney(amounts)).toBe(total)
  })
})

describe('formatBytes', () => {
  it.each([
    [1_023, '1023 B'],
    [1_536, '1.5 KB'],
    [20_480, '20 KB'],
    [1_048_063, '1023 KB'],
    [1_048_064, '1.0 MB'],
    [1_572_864, '1.5 MB'],
  ])('says %i bytes as %j', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('plural', () => {
  it('counts one and many', () => {
    expect(plural(1, 'node')).toBe('1 node')
    expect(plural(1_200, 'node')).toBe('1,200 nodes')
    expect(plural(2, 'entry', 'entries')).toBe('2 entries')
  })
})

describe('formatRelative', () => {
  const now = Date.parse(cases.relative.now)

  it.each(cases.relative.cases as [string, string][])('says %s as %j', (time, text) => {
    expect(formatRelative(time, now)).toBe(text)
  })
})

describe('formatClock', () => {
  it('shows the time of day to the millisecond', () => {
    expect(formatClock(new Date(2026, 2, 1, 9, 5, 7, 42))).toBe('09:05:07.042')
  })
})
