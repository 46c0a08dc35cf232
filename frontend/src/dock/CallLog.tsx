import { Search, Waypoints } from 'lucide-react'
import { useState } from 'react'
import { useCallLog } from '@/api/useCallLog'
import { useEditor } from '@/store/store'
import { EmptyState } from '@/ui/EmptyState'
import { ErrorNote } from '@/ui/ErrorNote'
import { Spinner } from '@/ui/Spinner'
import { CallRow } from './CallRow'

/** The newest calls, everybody's that the person may see, each with what the vendor was asked. */
export function CallLog() {
  const subject = useEditor((state) => state.subject)
  const [typed, setTyped] = useState('')
  const [words, setWords] = useState('')
  const { data, error, isPending, refetch } = useCallLog(subject.mode === 'customer' ? subject.key : null, words)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <form
        role="search"
        className="flex shrink-0 items-center gap-2 border-b px-3 py-1"
        onSubmit={(event) => {
          event.preventDefault()
          setWords(typed.trim())
          void refetch()
        }}
      >
        <Search size={13} aria-hidden className="text-text-3" />
        <input
          type="search"
          aria-label="Search calls"
          placeholder="An operation, words of an error, who asked, or an id; then Enter"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          className="min-w-0 flex-1 bg-transparent text-xs outline-none placeholder:text-text-3"
        />
      </form>
      {isPending ? (
        <div className="p-4"><Spinner /></div>
      ) : error ? (
        <div className="p-3"><ErrorNote problem={error} onRetry={() => void refetch()} /></div>
      ) : data.length === 0 ? (
        <EmptyState icon={<Waypoints size={16} />} title={words ? 'No call has these words' : 'No calls yet'}>
          Every call of an operation appears here with its requests to the vendor.
        </EmptyState>
      ) : (
        <ul aria-label="Calls" className="min-h-0 flex-1 overflow-auto py-1 text-xs">
          {data.map((call) => (
            <CallRow key={call.id} call={call} />
          ))}
        </ul>
      )}
    </div>
  )
}
