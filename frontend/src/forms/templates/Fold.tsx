import { ChevronRight } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { cx } from '@/ui/cx'

interface Props {
  title: string
  used: number
  framed?: boolean
  required?: boolean
  children: ReactNode
}

/** A part of a form that is folded away until used or required, and says how many of its fields are in use. */
export function Fold({ title, used, framed, required, children }: Props) {
  const [open, setOpen] = useState(used > 0 || required === true)
  const id = useId()
  return (
    <section className={cx(framed && 'rounded-lg border px-2.5', framed && open && 'pb-3')}>
      <h4>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className={cx('flex h-8 w-full items-center gap-1.5 rounded-md text-xs font-medium text-text-2 hover:text-text')}
        >
          <ChevronRight size={14} aria-hidden className={cx('text-text-3 transition-transform', open && 'rotate-90')} />
          {title}
          {required && <span className="-ml-0.5 text-xs text-error" title="Required">*</span>}
          {used > 0 && (
            <span className="tabular rounded-full bg-accent-soft px-1.5 text-2xs text-accent-text">{used} set</span>
          )}
        </button>
      </h4>
      <div id={id} hidden={!open} className="pt-1">
        {open && children}
      </div>
    </section>
  )
}
