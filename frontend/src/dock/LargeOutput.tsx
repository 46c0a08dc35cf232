import { PackageOpen } from 'lucide-react'
import { useMutation } from '@tanstack/react-query'
import { get } from '@/api/client'
import { asProblem } from '@/api/problem'
import { getRun } from '@/api/runDetail'
import { formatBytes } from '@/lib/format/size'
import { pathKey, type Path } from '@/lib/runs/items'
import type { LeftOut } from '@/lib/output/content'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { ErrorNote } from '@/ui/ErrorNote'

async function whole(nodeId: string, run: string, path: Path, payload: string | null): Promise<unknown> {
  if (payload) return get<unknown>(`/api/v1/payloads/${payload}/`)
  const { steps } = await getRun(run)
  return steps.find((step) => step.node === nodeId && pathKey(step.path ?? []) === pathKey(path))?.output
}

/** An output that was too large to be sent along: how it begins, and the rest when it is wanted. */
interface Props {
  nodeId: string
  run: string
  path: Path
  leftOut: LeftOut
}

export function LargeOutput({ nodeId, run, path, leftOut }: Props) {
  const applyOutput = useEditor((state) => state.applyOutput)
  const load = useMutation({
    mutationFn: () => whole(nodeId, run, path, leftOut.payload),
    onSuccess: (output) => applyOutput({ node_id: nodeId, run, path, output }),
  })
  const size = formatBytes(leftOut.size)
  if (load.error) {
    return (
      <div className="mx-auto max-w-xl p-6">
        <ErrorNote problem={asProblem(load.error)} onRetry={() => load.mutate()} />
      </div>
    )
  }
  return (
    <EmptyState
      icon={<PackageOpen size={18} />}
      title={`A result of ${size}`}
      action={
        <Button busy={load.isPending} onClick={() => load.mutate()}>
          Load all {size}
        </Button>
      }
    >
      <p>It is too large to be sent along. It begins:</p>
      <pre aria-label="Beginning of the result" className="mt-2 line-clamp-3 text-left font-mono text-xs break-all whitespace-pre-wrap text-text-3">
        {leftOut.preview}
      </pre>
    </EmptyState>
  )
}
