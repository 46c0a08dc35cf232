import { formatAbsolute, formatRelative } from '@/lib/format/time'
import { socket } from '@/socket/socket'
import { useEditor } from '@/store/store'
import { Dot } from '@/ui/Dot'
import { Tooltip } from '@/ui/Tooltip'
import { useNow } from '@/ui/useNow'

/** The state of the live connection: a dot, with words on hover, and a word beside it when it is lost. */
export function LinkDot() {
  const link = useEditor((state) => state.link)
  const now = useNow(1_000, link.state === 'lost')
  const since = formatRelative(link.since, now)
  const words = {
    open: `Live connection is up, since ${formatAbsolute(link.since)}`,
    connecting: 'Connecting to the server…',
    lost: `Connection lost ${since}. Reconnecting; your changes are kept here. Click to try now.`,
  }[link.state]
  return (
    <Tooltip label={words}>
      <button
        type="button"
        aria-label={words}
        onClick={() => socket.retryNow()}
        className="flex h-8 items-center gap-1.5 rounded-[7px] px-2 text-xs text-warning hover:bg-hover"
      >
        <Dot
          tone={link.state === 'open' ? 'success' : link.state === 'lost' ? 'error' : 'neutral'}
          pulse={link.state !== 'open'}
        />
        {link.state === 'lost' && <span className="tabular">Offline · {since}</span>}
      </button>
    </Tooltip>
  )
}
