import { Radio } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { GraphNode } from '@/lib/graph/types'
import { listenForTestCall, stopListening } from '@/run/testCall'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { CopyButton } from '@/ui/CopyButton'
import { useNow } from '@/ui/useNow'

const PROOFS: Record<string, string> = {
  secret: 'Send this as the header Machina-Secret:',
  hmac: 'Sign the body with this, as Machina-Signature: sha256=…',
}

function Copied({ label, text }: { label: string; text: string }) {
  return (
    <span className="mt-1 flex min-w-0 items-center gap-1.5 rounded-md bg-sunken px-2 py-1">
      <code className="min-w-0 flex-1 truncate font-mono text-2xs" title={text}>
        {text}
      </code>
      <CopyButton label={label} text={() => text} />
    </span>
  )
}

/** An address for one call, which runs what is drawn and is seen live on the canvas. */
export function TestCall({ node, disabled }: { node: GraphNode; disabled: boolean }) {
  const listening = useEditor((state) => (state.listening?.nodeId === node.id ? state.listening : null))
  const setListening = useEditor((state) => state.setListening)
  const [asking, setAsking] = useState(false)
  const now = useNow(1_000, listening !== null)
  const left = listening ? Math.ceil((listening.until - now) / 1_000) : 0
  const isOver = listening !== null && left <= 0
  useEffect(() => {
    if (isOver) setListening(null)
  }, [isOver, setListening])

  const listen = async () => {
    setAsking(true)
    await listenForTestCall(node.id)
    setAsking(false)
  }
  const proof = PROOFS[String(node.parameters.authentication ?? 'secret')]

  return (
    <section aria-label="Test call" className="border-t px-4 pt-3 pb-4">
      <h3 className="mb-1 text-xs font-medium text-text-2">Test call</h3>
      {listening && !isOver ? (
        <>
          <p role="status" className="flex items-center gap-1.5 text-xs text-waiting">
            <Radio size={13} aria-hidden />
            <span className="tabular">
              Waits for one call, {Math.floor(left / 60)}:{String(left % 60).padStart(2, '0')} left
            </span>
          </p>
          <Copied label="Copy the test address" text={listening.url} />
          {proof && (
            <>
              <p className="mt-2 text-xs text-text-2">{proof}</p>
              <Copied label="Copy the test secret" text={listening.secret} />
            </>
          )}
          <Button size="sm" className="mt-2" onClick={() => void stopListening()}>
            Stop listening
          </Button>
        </>
      ) : (
        <>
          <p className="mb-2 text-xs text-text-3">
            Get an address that takes one call within five minutes. The call runs what is drawn, and you watch it.
          </p>
          <Button size="sm" icon={<Radio size={13} />} busy={asking} disabled={disabled} onClick={() => void listen()}>
            Listen for a test call
          </Button>
        </>
      )}
    </section>
  )
}
