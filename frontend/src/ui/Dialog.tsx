import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx'
import { IconButton } from './IconButton'

interface Props {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  wide?: boolean
  children?: ReactNode
  footer?: ReactNode
}

/** The first field, else the dialog itself: the Close button is the last thing somebody wants first. */
function focusBody(event: Event) {
  const content = event.currentTarget as HTMLElement | null
  const field = content?.querySelector<HTMLElement>('[data-body] :is(input, select, textarea, button):not(:disabled, [tabindex="-1"])')
  if (!content) return
  event.preventDefault()
  ;(field ?? content).focus()
}

export function Dialog({ open, onOpenChange, title, description, wide, children, footer }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-black/40" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusBody}
          className={cx(
            'fixed top-1/2 left-1/2 z-40 flex max-h-[86vh] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col',
            'animate-fade rounded-xl bg-raised shadow-float outline-none',
            wide ? 'max-w-2xl' : 'max-w-md',
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-1">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold tracking-tight">{title}</Radix.Title>
              {description && <Radix.Description className="mt-1 text-text-2">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" size="sm" className="-mr-1">
                <X size={16} />
              </IconButton>
            </Radix.Close>
          </div>
          <div data-body className="min-h-0 flex-1 overflow-y-auto px-5 py-3">{children}</div>
          {footer && <div className="flex justify-end gap-2 border-t px-5 py-3">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
