import { useState } from 'react'
import { asProblem } from '@/api/problem'
import type { Deployment } from '@/api/types'
import { useDeployments } from '@/api/useDeployments'
import { useVersions } from '@/api/useVersions'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorNote } from '@/ui/ErrorNote'
import { Segmented } from '@/ui/Segmented'
import { DeployForm } from './DeployForm'
import { DeploymentRow } from './DeploymentRow'
import { VersionList } from './VersionList'

type Part = 'deployments' | 'versions'

const PARTS = [
  { value: 'deployments', label: 'Deployments' },
  { value: 'versions', label: 'Versions' },
] as const

interface Props {
  workflow: string
  onClose: () => void
  onPublish: () => void
}

/** Secrets come with the answer that makes a trigger and never again, so they stay as long as the dialog is open. */
function withSecrets(listed: readonly Deployment[], made: readonly Deployment[]): Deployment[] {
  return listed.map((each) => {
    const known = made.find((other) => other.id === each.id)
    if (!known) return each
    const secretOf = (node: string) => known.triggers.find((trigger) => trigger.node === node)?.secret
    return { ...each, triggers: each.triggers.map((trigger) => ({ ...trigger, secret: secretOf(trigger.node) })) }
  })
}

/** What is published, and for whom it is switched on. */
export function ShipDialog({ workflow, onClose, onPublish }: Props) {
  const [part, setPart] = useState<Part>('deployments')
  const [made, setMade] = useState<readonly Deployment[]>([])
  const versions = useVersions(workflow)
  const deployments = useDeployments(workflow)
  const error = versions.error ?? deployments.error
  const listed = withSecrets(deployments.data ?? [], made)
  const newest = versions.data?.[0]?.version ?? 0
  return (
    <Dialog open wide onOpenChange={onClose} title="Versions and deployments" footer={<Button onClick={onPublish}>Publish what is drawn…</Button>}>
      <div className="flex min-h-72 flex-col gap-3">
        <div>
          <Segmented<Part> label="Show" size="sm" value={part} options={PARTS} onChange={setPart} />
        </div>
        {error && <ErrorNote problem={asProblem(error)} onRetry={() => void (versions.error ? versions : deployments).refetch()} />}
        {(versions.isPending || deployments.isPending) && !error && <div className="skeleton h-24" aria-label="Loading" />}
        {part === 'versions' && versions.data && <VersionList workflow={workflow} versions={versions.data} onClose={onClose} />}
        {part === 'deployments' && versions.data?.length === 0 && (
          <p className="py-6 text-center text-text-2">Publish the workflow first: a deployment runs a version that never changes.</p>
        )}
        {part === 'deployments' && versions.data && versions.data.length > 0 && deployments.data && (
          <>
            <DeployForm workflow={workflow} versions={versions.data} onMade={(fresh) => setMade([...made, ...fresh])} />
            {listed.length === 0 ? (
              <p className="py-4 text-center text-text-2">It runs for nobody yet.</p>
            ) : (
              <ul aria-label="Deployments" className="flex flex-col">
                {listed.map((each) => (
                  <DeploymentRow key={each.id} deployment={each} newest={newest} />
                ))}
              </ul>
            )}
          </>
        )}
      </div>
    </Dialog>
  )
}
