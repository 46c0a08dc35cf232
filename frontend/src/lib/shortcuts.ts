/** The keyboard: every shortcut once, for the handlers and for the sheet that lists them. */
export type ShortcutId =
  | 'commands'
  | 'run'
  | 'runAll'
  | 'save'
  | 'undo'
  | 'redo'
  | 'copy'
  | 'cut'
  | 'paste'
  | 'duplicate'
  | 'selectAll'
  | 'delete'
  | 'addAfter'
  | 'join'
  | 'rename'
  | 'disable'
  | 'search'
  | 'palette'
  | 'inspector'
  | 'dock'
  | 'fit'
  | 'tidy'
  | 'deselect'
  | 'sheet'

export interface Shortcut {
  id: ShortcutId
  keys: readonly string[]
  words: string
  group: 'General' | 'Nodes' | 'View'
  /** Handled by the browser's own clipboard events, or works while typing. */
  native?: boolean
  whileTyping?: boolean
}

export const SHORTCUTS: readonly Shortcut[] = [
  { id: 'commands', keys: ['mod', 'K'], words: 'Find a command or a node', group: 'General', whileTyping: true },
  { id: 'run', keys: ['mod', 'Enter'], words: 'Run the selected node', group: 'General', whileTyping: true },
  { id: 'runAll', keys: ['mod', 'shift', 'Enter'], words: 'Run the workflow', group: 'General', whileTyping: true },
  { id: 'save', keys: ['mod', 'S'], words: 'Save now', group: 'General', whileTyping: true },
  { id: 'undo', keys: ['mod', 'Z'], words: 'Undo', group: 'General' },
  { id: 'redo', keys: ['shift', 'mod', 'Z'], words: 'Redo', group: 'General' },
  { id: 'sheet', keys: ['?'], words: 'This sheet', group: 'General' },
  { id: 'search', keys: ['/'], words: 'Search the palette', group: 'Nodes' },
  { id: 'addAfter', keys: ['Tab'], words: 'Add a node after the selected one', group: 'Nodes' },
  { id: 'join', keys: ['E'], words: 'Connect the selected nodes, left to right', group: 'Nodes' },
  { id: 'rename', keys: ['F2'], words: 'Rename', group: 'Nodes' },
  { id: 'disable', keys: ['D'], words: 'Switch off or on', group: 'Nodes' },
  { id: 'duplicate', keys: ['mod', 'D'], words: 'Duplicate', group: 'Nodes' },
  { id: 'copy', keys: ['mod', 'C'], words: 'Copy', group: 'Nodes', native: true },
  { id: 'cut', keys: ['mod', 'X'], words: 'Cut', group: 'Nodes', native: true },
  { id: 'paste', keys: ['mod', 'V'], words: 'Paste', group: 'Nodes', native: true },
  { id: 'selectAll', keys: ['mod', 'A'], words: 'Select everything', group: 'Nodes' },
  { id: 'delete', keys: ['Delete'], words: 'Delete', group: 'Nodes' },
  { id: 'deselect', keys: ['Escape'], words: 'Select nothing', group: 'View' },
  { id: 'fit', keys: ['shift', '1'], words: 'Fit everything on the screen', group: 'View' },
  { id: 'tidy', keys: ['shift', 'T'], words: 'Tidy up', group: 'View' },
  { id: 'palette', keys: ['mod', 'B'], words: 'Fold or unfold the palette', group: 'View', whileTyping: true },
  { id: 'inspector', keys: ['mod', 'I'], words: 'Fold or unfold the panel of the node', group: 'View', whileTyping: true },
  { id: 'dock', keys: ['mod', 'J'], words: 'Open or close the dock', group: 'View', whileTyping: true },
]

export function shortcut(id: ShortcutId): readonly string[] {
  return SHORTCUTS.find((each) => each.id === id)?.keys ?? []
}

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

const WORDS: Record<string, string> = isMac
  ? { mod: '⌘', shift: '⇧', Enter: '↵', Escape: 'Esc', Delete: '⌫' }
  : { mod: 'Ctrl', shift: 'Shift', Enter: 'Enter', Escape: 'Esc', Delete: 'Del' }

export function keyWords(keys: readonly string[]): string[] {
  return keys.map((key) => WORDS[key] ?? key)
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey'>

function matches(press: KeyPress, keys: readonly string[]): boolean {
  const key = keys.at(-1) ?? ''
  if (press.altKey || (press.metaKey || press.ctrlKey) !== keys.includes('mod')) return false
  if (key === '?' || key === '/') return press.key === key
  if (press.shiftKey !== keys.includes('shift')) return false
  if (key === 'Delete') return press.key === 'Delete' || press.key === 'Backspace'
  if (/^\d$/.test(key)) return press.code === `Digit${key}`
  return press.key.toLowerCase() === key.toLowerCase()
}

/** The shortcut a key press means, if any. */
export function shortcutOf(press: KeyPress, typing: boolean): Shortcut | null {
  const found = SHORTCUTS.find((each) => !each.native && matches(press, each.keys))
  return found && (!typing || found.whileTyping) ? found : null
}
