import { PackageOpen } from 'lucide-react'
import { useMutation } from '@tanstack/react-query'
import { get } from '@/api/client'
import { asProblem } from '@/api/problem'
import { formatBytes } from '@/lib/format/size'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { ErrorNote } from '@/ui/ErrorNote'

interface RunDetail {
  steps: { node_id: string; result: unknown }[]
}

/** An output that was too large to be pushed is loaded when it is wanted. */
export function LargeOutput({ nodeId, run, size }: { nodeId: string; run: string; size: number }) {
  const applyOutput = useEditor((state) => state.applyOutput)
  const load = useMutation({
    mutationFn: () => get<RunDetail>(`/api/v1/runs/${run}/`),
    onSuccess: ({ steps }) => {
      const output = steps.find((step) => step.node_id === nodeId)?.result
      applyOutput({ node_id: nodeId, run, output })
    },
  })
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
      title={`A result of ${formatBytes(size)}`}
      action={
        <Button busy={load.isPending} onClick={() => load.mutate()}>
          Load it
        </Button>
      }
    >
      It is too large to be sent while it runs.
    </EmptyState>
  )
}
