import type { ReactNode } from 'react'

interface Props {
  icon?: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** What this place is for, and the first step. */
export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <div className="mx-auto flex h-full max-w-sm flex-col items-center justify-center gap-1 p-6 text-center">
      {icon && (
        <div className="mb-2 flex size-10 items-center justify-center rounded-xl border bg-surface text-text-3 shadow-card">
          {icon}
        </div>
      )}
      <p className="font-medium">{title}</p>
      {children && <div className="text-text-2">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}
