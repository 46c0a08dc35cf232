import { ErrorNote } from '@/ui/ErrorNote'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { Spinner } from '@/ui/Spinner'
import { connectOwner, giveUpConnecting } from './connectOwner'

/** How far connecting an account of one's own has come. */
export function ConnectProgress({ provider }: { provider: string }) {
  const attempt = useEditor((state) => (state.connecting?.provider === provider ? state.connecting : null))
  if (!attempt) return null
  if (attempt.phase === 'failed') {
    return (
      <ErrorNote problem={{ code: 'not_connected', message: attempt.detail ?? 'Connecting failed.' }}>
        <Button size="sm" onClick={giveUpConnecting}>
          Dismiss
        </Button>
      </ErrorNote>
    )
  }
  if (attempt.phase === 'closed') {
    return (
      <div role="status" className="flex items-center gap-2 rounded-lg bg-waiting-soft px-3 py-2 text-xs text-waiting">
        <span className="flex-1">The window is closed. If you finished there, the account appears here in a moment.</span>
        <Button size="sm" onClick={() => void connectOwner(provider, attempt.services)}>
          Open it again
        </Button>
        <Button look="ghost" size="sm" onClick={giveUpConnecting}>
          Cancel
        </Button>
      </div>
    )
  }
  return (
    <div role="status" className="flex items-center gap-2 rounded-lg bg-running-soft px-3 py-2 text-xs text-running">
      <Spinner />
      <span className="flex-1">
        {attempt.phase === 'opening' && 'Opening a window…'}
        {attempt.phase === 'waiting' && 'Finish in the other window; it appears here by itself.'}
        {attempt.phase === 'blocked' && attempt.url && (
          <>
            The browser blocked the window.{' '}
            <a href={attempt.url} target="_blank" rel="opener" className="font-medium underline">
              Open it here
            </a>
          </>
        )}
      </span>
      <Button look="ghost" size="sm" onClick={giveUpConnecting}>
        Cancel
      </Button>
    </div>
  )
}
