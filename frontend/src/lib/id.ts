/** Identifiers made in the browser: short, random, safe in a JSON key. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

export function newId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10))
  return `${prefix}_${Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('')}`
}
