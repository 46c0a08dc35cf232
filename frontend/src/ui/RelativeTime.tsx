import { useNow } from './useNow'
import { formatAbsolute, formatRelative } from '@/lib/format/time'

/** A time as people say it; the exact one on hover. */
export function RelativeTime({ at }: { at: string | number }) {
  const now = useNow(30_000)
  return (
    <time dateTime={new Date(at).toISOString()} title={formatAbsolute(at)}>
      {formatRelative(at, now)}
    </time>
  )
}
