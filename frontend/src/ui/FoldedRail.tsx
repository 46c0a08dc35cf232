import type { ReactNode } from 'react'
import { cx } from './cx'
import { IconButton } from './IconButton'

interface Props {
  label: string
  unfold: string
  keys: readonly string[]
  side: 'left' | 'right'
  onUnfold: () => void
  children: ReactNode
}

/** What is left of a folded panel: a slim rail with the button that brings it back. */
export function FoldedRail({ label, unfold, keys, side, onUnfold, children }: Props) {
  return (
    <aside
      aria-label={label}
      className={cx('flex w-10 shrink-0 flex-col items-center bg-surface pt-2.5', side === 'left' ? 'border-r' : 'border-l')}
    >
      <IconButton label={unfold} keys={keys} side={side === 'left' ? 'right' : 'left'} aria-expanded={false} onClick={onUnfold}>
        {children}
      </IconButton>
    </aside>
  )
}
