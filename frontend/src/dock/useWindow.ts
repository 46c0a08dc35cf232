/** Which rows of a long list are in view, so that only those are drawn. */
import { useLayoutEffect, useRef, useState } from 'react'

const SPARE = 12

export function useWindow(count: number, rowHeight: number) {
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 400 })

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight })
    measure()
    element.addEventListener('scroll', measure, { passive: true })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', measure)
      observer.disconnect()
    }
  }, [])

  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE)
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + SPARE)
  return { box, first, last, before: first * rowHeight, after: (count - last) * rowHeight }
}
