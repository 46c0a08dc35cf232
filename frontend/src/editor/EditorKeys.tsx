import { useClipboard } from './useClipboard'
import { usePreload } from './usePreload'
import { useShortcuts } from './useShortcuts'

/** Listens to the keyboard and the clipboard, and loads what comes later; draws nothing. */
export function EditorKeys() {
  useShortcuts()
  useClipboard()
  usePreload()
  return null
}
