/** How long to wait before the next attempt to connect: doubling from half a second to 15, with jitter. */
const FIRST_MS = 500
const MOST_MS = 15_000

export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** attempt)
  return Math.round(full * (0.5 + random() * 0.5))
}
