import { CircleAlert, RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { headingOf, type ProblemError } from '@/api/problem'
import { Button } from './Button'

interface Props {
  problem: Pick<ProblemError, 'code' | 'message'>
  onRetry?: () => void
  retryVerb?: string
  children?: ReactNode
}

/** What went wrong, in place, with the button that does something about it. */
export function ErrorNote({ problem, onRetry, retryVerb = 'Try again', children }: Props) {
  return (
    <div role="alert" className="flex gap-2.5 rounded-lg border border-error-line bg-error-soft px-3 py-2.5">
      <CircleAlert size={16} className="mt-0.5 shrink-0 text-error" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-error">{headingOf(problem.code)}</p>
        <p className="break-words text-text-2">{problem.message}</p>
        {(onRetry || children) && (
          <div className="mt-2 flex flex-wrap gap-2">
            {children}
            {onRetry && (
              <Button size="sm" icon={<RotateCcw size={13} />} onClick={onRetry}>
                {retryVerb}
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  )
}
