import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '@/ui/Button'

interface Props {
  busy: boolean
  onRefuse: (note: string) => void
  onBack: () => void
}

const LONGEST = 1_000

/** Why not, for whoever asked and for the record; it may stay empty. */
export function RefuseForm({ busy, onRefuse, onBack }: Props) {
  const id = useId()
  const [note, setNote] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <form
      aria-label="Refuse"
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        onRefuse(note.trim())
      }}
    >
      <div className="min-w-52 flex-1">
        <label htmlFor={id} className="mb-1 block text-xs font-medium text-text-2">Reason (optional; the agent reads it)</label>
        <input
          id={id}
          ref={field}
          value={note}
          maxLength={LONGEST}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
          className="field"
        />
      </div>
      <Button type="submit" look="danger" busy={busy}>Refuse</Button>
      <Button onClick={onBack}>Back</Button>
    </form>
  )
}
