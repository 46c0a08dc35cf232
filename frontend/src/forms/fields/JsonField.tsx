import type { FieldProps, RJSFSchema } from '@rjsf/utils'
import { lazy, Suspense, useState } from 'react'
import { inexactNumberIn } from '@/lib/numbers'
import { errorId, type FormContext } from '../context'

const CodeEditor = lazy(() => import('@/ui/CodeEditor').then((module) => ({ default: module.CodeEditor })))

/** A value of any shape, written as JSON. Only what parses is taken. */
export function JsonField({ formData, onChange, fieldPathId, schema }: FieldProps<unknown, RJSFSchema, FormContext>) {
  const [wrong, setWrong] = useState('')
  const [initial] = useState(() => (formData === undefined ? '' : JSON.stringify(formData, null, 2)))
  const take = (text: string) => {
    try {
      const value = text.trim() ? (JSON.parse(text) as unknown) : undefined
      const inexact = inexactNumberIn(text)
      setWrong(inexact ? `${inexact} has more digits than can be sent exactly; write it in quotes.` : '')
      if (!inexact) onChange(value, fieldPathId.path)
    } catch {
      setWrong('This is not JSON yet; the last valid value is kept.')
    }
  }
  return (
    <>
      <div className="field overflow-hidden p-0" aria-invalid={wrong !== ''}>
        <Suspense fallback={<div className="skeleton m-2 h-16" />}>
          <CodeEditor label={schema.title ?? 'JSON'} language="json" value={initial} onChange={take} />
        </Suspense>
      </div>
      {wrong && (
        <p id={errorId(fieldPathId.$id)} role="alert" className="mt-1 text-xs text-error">
          {wrong}
        </p>
      )}
    </>
  )
}
