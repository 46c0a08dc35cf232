import { useEffect, useRef, useState } from 'react'
import { cx } from './cx'

interface Props {
  label: string
  value: string
  /** The new name, or null when nothing changed or Escape was pressed. */
  onDone: (name: string | null) => void
  className?: string
}

/** A name edited where it stands: Enter or leaving takes it, Escape leaves it as it was. */
export function InlineName({ label, value, onDone, className }: Props) {
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  const done = useRef(false)

  useEffect(() => {
    const timer = setTimeout(() => {
      input.current?.focus()
      input.current?.select()
    })
    return () => clearTimeout(timer)
  }, [])

  const finish = (taken: boolean) => {
    if (done.current) return
    done.current = true
    const name = text.trim()
    onDone(taken && name && name !== value ? name : null)
  }

  return (
    <input
      ref={input}
      aria-label={label}
      value={text}
      maxLength={200}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') finish(true)
        if (event.key === 'Escape') finish(false)
      }}
      className={cx('nodrag nopan min-w-0 rounded-[5px] border border-accent bg-surface px-1 outline-none', className)}
    />
  )
}
