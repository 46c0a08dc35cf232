import { lazy, Suspense, useState } from 'react'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'

const CodeEditor = lazy(() => import('@/ui/CodeEditor').then((module) => ({ default: module.CodeEditor })))

const keyOf = (workflow: string) => `machina:input:${workflow}`

function kept(workflow: string): string {
  try {
    return localStorage.getItem(keyOf(workflow)) ?? '{}'
  } catch {
    return '{}'
  }
}

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text.trim() || 'null') as unknown }
  } catch {
    return null
  }
}

/** What the run begins with, as its trigger would bring it. The last one is there again in this browser. */
export function InputDialog({ onClose, onRun }: { onClose: () => void; onRun: (input: unknown) => void }) {
  const workflow = useEditor((state) => state.workflow?.id ?? '')
  const [text, setText] = useState(() => kept(workflow))
  const input = parsed(text)
  const run = () => {
    if (!input) return
    try {
      localStorage.setItem(keyOf(workflow), text)
    } catch {
      // It has to be typed again next time.
    }
    onClose()
    onRun(input.value)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Run with input"
      description="What the trigger would bring, as JSON. Expressions see it as trigger."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={!input} onClick={run}>
            Run workflow
          </Button>
        </>
      }
    >
      <div className="field overflow-hidden p-0">
        <Suspense fallback={<div className="skeleton m-2 h-24" />}>
          <CodeEditor label="Input as JSON" language="json" value={text} onChange={setText} />
        </Suspense>
      </div>
      {!input && (
        <p role="alert" className="mt-1 text-xs text-error">
          This is not JSON yet.
        </p>
      )}
    </Dialog>
  )
}
