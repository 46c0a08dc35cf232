/** Amounts of money. They arrive as decimal strings and are never calculated with as floats. */
const SIGNS: Record<string, string> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' }

const MOST_DECIMALS = 6

/** The amount with its currency: two decimals and as many more as it has, up to six or, of less, its first two digits. */
export function formatMoney(amount: string, currency: string): string {
  const negative = amount.trim().startsWith('-')
  const [whole = '0', fraction = ''] = amount.trim().replace(/^[-+]/, '').split('.')
  const isTiny = !/[1-9]/.test(whole + fraction.slice(0, MOST_DECIMALS))
  const kept = isTiny ? Math.max(MOST_DECIMALS, fraction.search(/[1-9]/) + 2) : MOST_DECIMALS
  const trimmed = fraction.slice(0, kept).replace(/0+$/, '')
  const decimals = trimmed.padEnd(trimmed.length > 2 ? 4 : 2, '0')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const sign = SIGNS[currency]
  const value = `${negative ? '−' : ''}${sign ?? ''}${grouped}.${decimals}`
  return sign ? value : `${value} ${currency}`
}

export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount)
}

/** What an operation costs, in words short enough for a button; null where it is free. */
export function formatPrice(price: { price: string; currency: string } | null | undefined): string | null {
  if (!price || isZero(price.price)) return null
  return formatMoney(price.price, price.currency)
}

/** The exact sum of decimal strings. */
export function sumMoney(amounts: readonly string[]): string {
  const scale = Math.max(0, ...amounts.map((amount) => amount.split('.')[1]?.length ?? 0))
  const units = amounts.map((amount) => {
    const [whole = '0', fraction = ''] = amount.split('.')
    return BigInt(whole + fraction.padEnd(scale, '0'))
  })
  const total = units.reduce((sum, unit) => sum + unit, 0n)
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, '0')
  const text = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits
  return total < 0n ? `-${text}` : text
}
