/** Copying to the clipboard, remembering for a moment that it worked. */
import { useEffect, useState } from 'react'
import { useEditor } from '@/store/store'

export function useCopy() {
  const [copied, setCopied] = useState(false)
  const notify = useEditor((state) => state.notify)

  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_600)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = (text: string) => {
    navigator.clipboard
      .writeText(text)
      .then(() => setCopied(true))
      .catch(() => notify({ tone: 'error', text: 'The browser did not allow copying. Select the text and copy it.' }))
  }
  return { copied, copy }
}
