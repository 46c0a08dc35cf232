import { useEffect, useRef } from 'react'
import { cx } from '@/ui/cx'

interface Props {
  id: string
  value: string
  invalid?: boolean
  disabled?: boolean
  /** Take the focus at once, with the caret between the braces. */
  isNew?: boolean
  describedBy?: string
  onChange: (text: string) => void
  onBlur: () => void
}

const EMPTY = '{{  }}'

/** A text with expressions in double braces, in the type of code; it grows with what is written. */
export function ExpressionInput({ id, value, invalid, disabled, isNew, describedBy, onChange, onBlur }: Props) {
  const input = useRef<HTMLTextAreaElement>(null)
  const begin = useRef(isNew)

  useEffect(() => {
    if (!begin.current || !input.current) return
    begin.current = false
    input.current.focus()
    const caret = input.current.value === EMPTY ? 3 : input.current.value.length
    input.current.setSelectionRange(caret, caret)
  }, [])

  return (
    <span className="relative block">
      <span aria-hidden className="pointer-events-none absolute top-[7px] left-2.5 font-mono text-2xs text-accent-text italic">
        ƒx
      </span>
      <textarea
        ref={input}
        id={id}
        rows={1}
        spellCheck={false}
        autoComplete="off"
        disabled={disabled}
        value={value}
        placeholder="{{ node.field }}"
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        className={cx('field block max-h-60 resize-y pl-8 font-mono text-xs leading-5 [field-sizing:content]', 'bg-accent-soft/40')}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onBlur}
      />
    </span>
  )
}

/** What stands in a field when it is switched to an expression. */
export function asExpression(value: unknown): string {
  if (value === undefined || value === null || value === '') return EMPTY
  return typeof value === 'string' ? value : `{{ ${JSON.stringify(value)} }}`
}

/** What is left when it is switched back: the text, where it holds no braces, else nothing. */
export function asFixed(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return undefined
  const literal = /^\{\{\s*([\s\S]*?)\s*\}\}$/.exec(value)?.[1]
  if (literal === undefined) return value.includes('{{') ? undefined : value
  try {
    return JSON.parse(literal) as unknown
  } catch {
    return undefined
  }
}
