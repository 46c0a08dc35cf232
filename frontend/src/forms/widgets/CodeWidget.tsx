import { lazy, Suspense } from 'react'
import { described, type Widget } from '../context'

const CodeEditor = lazy(() => import('@/ui/CodeEditor').then((module) => ({ default: module.CodeEditor })))

/** Longer text with a fixed pitch. */
export function CodeWidget({ id, value, onChange, onBlur, label, rawErrors }: Widget) {
  return (
    <div className="field overflow-hidden p-0" onBlur={() => onBlur(id, value)} {...described(id, rawErrors)}>
      <Suspense fallback={<div className="skeleton m-2 h-16" />}>
        <CodeEditor
          label={label}
          language="text"
          value={typeof value === 'string' ? value : ''}
          onChange={(text) => onChange(text || undefined)}
        />
      </Suspense>
    </div>
  )
}
