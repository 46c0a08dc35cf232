import { useEffect, useRef } from 'react'
import { createEditor, type EditorHandle } from './codemirror'

interface Props {
  label: string
  value: string
  language: 'json' | 'text'
  readOnly?: boolean
  onChange?: (text: string) => void
  className?: string
}

/** CodeMirror as a component. The value is taken at the start and whenever it is changed from outside. */
export function CodeEditor({ label, value, language, readOnly, onChange, className }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const handle = useRef<EditorHandle | null>(null)
  const report = useRef(onChange)
  const first = useRef(value)

  useEffect(() => {
    report.current = onChange
  }, [onChange])

  useEffect(() => {
    if (!host.current) return
    const editor = createEditor(host.current, {
      label,
      language,
      readOnly: readOnly ?? false,
      text: first.current,
      onChange: (text) => report.current?.(text),
    })
    handle.current = editor
    return () => {
      handle.current = null
      editor.destroy()
    }
  }, [label, language, readOnly])

  useEffect(() => {
    first.current = value
    handle.current?.setText(value)
  }, [value])

  return <div ref={host} className={className} />
}
