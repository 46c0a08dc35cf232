/** CodeMirror set up for this page: our colours, the page's nonce for its styles. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { nonce } from '@/app/bootstrap'

export interface EditorSettings {
  label: string
  language: 'json' | 'text'
  readOnly: boolean
  text: string
  onChange: (text: string) => void
}

export interface EditorHandle {
  setText: (text: string) => void
  destroy: () => void
}

const look = EditorView.theme({
  '&': { fontSize: '12px', color: 'var(--text)', backgroundColor: 'transparent', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '19px' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'var(--text-3)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 26%, transparent)',
  },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--hover)', border: 'none', color: 'var(--text-3)', padding: '0 6px' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--warning) 30%, transparent)' },
})

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent-text)' },
  { tag: tags.string, color: 'var(--success)' },
  { tag: tags.number, color: 'var(--running)' },
  { tag: [tags.bool, tags.null], color: 'var(--waiting)' },
  { tag: [tags.punctuation, tags.bracket], color: 'var(--text-3)' },
])

function extensions({ label, language, readOnly, onChange }: EditorSettings) {
  return [
    EditorView.cspNonce.of(nonce),
    look,
    syntaxHighlighting(colours),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    EditorView.lineWrapping,
    search({ top: true }),
    highlightSelectionMatches(),
    bracketMatching(),
    keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...searchKeymap]),
    ...(language === 'json' ? [json(), foldGutter()] : []),
    ...(readOnly ? [EditorState.readOnly.of(true), lineNumbers()] : [history()]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((each) => each.isUserEvent('outside'))) {
        onChange(update.state.doc.toString())
      }
    }),
  ]
}

export function createEditor(parent: HTMLElement, settings: EditorSettings): EditorHandle {
  const view = new EditorView({ parent, doc: settings.text, extensions: extensions(settings) })
  return {
    setText: (text) => {
      const current = view.state.doc.toString()
      if (current === text) return
      view.dispatch({ changes: { from: 0, to: current.length, insert: text }, userEvent: 'outside' })
    },
    destroy: () => view.destroy(),
  }
}
