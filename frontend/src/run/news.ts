/** News of runs, collected for a moment: a loop can tell a thousand things a second, and the canvas draws once a frame. */
import { useEditor } from '@/store/store'
import type { RunNews } from '@/store/runSlice'

const FRAME_MS = 16
const HOLD_MS = 40
const MOST_HELD = 5_000

let waiting: RunNews[] = []
let timer: ReturnType<typeof setTimeout> | undefined

export function takeNews(news: RunNews): void {
  waiting.push(news)
  timer ??= setTimeout(flush, FRAME_MS)
}

/** The run that was just started has no name before the answer: what comes before that waits for it. */
function isHeld(): boolean {
  return useEditor.getState().execution?.run === null && waiting.length < MOST_HELD
}

function flush() {
  timer = undefined
  if (isHeld()) {
    timer = setTimeout(flush, HOLD_MS)
    return
  }
  applyWaiting()
}

/** What has come so far, before an answer that came after it. */
export function applyWaiting(): void {
  if (waiting.length === 0 || isHeld()) return
  const news = waiting
  waiting = []
  useEditor.getState().applyNews(news)
}

export function forgetNews(): void {
  waiting = []
  clearTimeout(timer)
  timer = undefined
}
