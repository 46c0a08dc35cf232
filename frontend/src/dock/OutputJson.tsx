import { lazy, Suspense } from 'react'
import { formatBytes } from '@/lib/format/size'
import { shownPart } from '@/lib/output/text'

const CodeEditor = lazy(() => import('@/ui/CodeEditor').then((module) => ({ default: module.CodeEditor })))

/** An output as JSON, up to a cap; the whole of it can be copied or downloaded. */
export function OutputJson({ json }: { json: string }) {
  const { text, cut } = shownPart(json)
  return (
    <div className="flex h-full flex-col">
      {cut && (
        <p className="border-b bg-warning-soft px-3 py-1.5 text-xs text-warning">
          The beginning of {formatBytes(json.length)}. Copy or download it to have it all.
        </p>
      )}
      <Suspense fallback={<div className="skeleton m-3 h-24" />}>
        <CodeEditor label="Output as JSON" language="json" readOnly value={text} className="min-h-0 flex-1 overflow-auto" />
      </Suspense>
    </div>
  )
}
