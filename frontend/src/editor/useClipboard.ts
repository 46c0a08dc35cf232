/** Copy, cut and paste of nodes by the browser's own clipboard events, so that they work between windows. */
import { useEffect } from 'react'
import { isOnCanvas, isTyping } from './focus'
import { useEditActions } from './useEditActions'

export function useClipboard() {
  const { copyText, pasteText, remove } = useEditActions()

  useEffect(() => {
    // The focus says where the person is; the event comes from wherever text was selected last.
    const ours = () => !isTyping(document.activeElement) && isOnCanvas(document.activeElement) && !window.getSelection()?.toString()
    const copy = (event: ClipboardEvent) => {
      const text = ours() ? copyText() : null
      if (!text || !event.clipboardData) return
      event.clipboardData.setData('text/plain', text)
      event.preventDefault()
      if (event.type === 'cut') remove()
    }
    const insert = (event: ClipboardEvent) => {
      if (ours() && pasteText(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
    }
    document.addEventListener('copy', copy)
    document.addEventListener('cut', copy)
    document.addEventListener('paste', insert)
    return () => {
      document.removeEventListener('copy', copy)
      document.removeEventListener('cut', copy)
      document.removeEventListener('paste', insert)
    }
  }, [copyText, pasteText, remove])
}
