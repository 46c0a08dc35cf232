import { useClipboard } from './useClipboard'
import { useShortcuts } from './useShortcuts'

/** Listens to the keyboard and the clipboard; draws nothing. */
export function EditorKeys() {
  useShortcuts()
  useClipboard()
  return null
}
