import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { fittingDockHeight, LEAST_DOCK } from '@/store/keptLayout'

const STEP = 24

interface Props {
  height: number
  onChange: (height: number) => void
}

/** The upper edge of the dock, moved by the pointer or the arrow keys. */
export function DockResizer({ height, onChange }: Props) {
  const drag = useRef<{ y: number; height: number } | null>(null)
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      drag.current = { y: event.clientY, height }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event: PointerEvent) => {
      if (drag.current) onChange(fittingDockHeight(drag.current.height + drag.current.y - event.clientY))
    },
    onPointerUp: () => {
      drag.current = null
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'ArrowUp') onChange(fittingDockHeight(height + STEP))
      if (event.key === 'ArrowDown') onChange(fittingDockHeight(height - STEP))
    },
  }
  return (
    <div
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the dock"
      aria-valuenow={height}
      aria-valuemin={LEAST_DOCK}
      tabIndex={0}
      {...handlers}
      className="absolute inset-x-0 -top-1 z-10 h-2 cursor-row-resize outline-none after:absolute after:inset-x-0 after:top-1 after:h-px hover:after:bg-accent focus-visible:after:bg-accent"
    />
  )
}
