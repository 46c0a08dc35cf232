import { Building2, MoreHorizontal, Pause, Play, Trash2, UserRound } from 'lucide-react'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import type { Deployment } from '@/api/types'
import { useCustomerName } from '@/api/useCustomerName'
import { useDeploymentDeed } from '@/api/useDeployments'
import { sentenceCase } from '@/lib/words'
import { useEditor } from '@/store/store'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { IconButton } from '@/ui/IconButton'
import { Menu, MenuItem, MenuLine } from '@/ui/Menu'
import { TriggerLine } from './TriggerLine'

interface Props {
  deployment: Deployment
  newest: number
}

/** One customer's workflow, or the owner's: its version, health and triggers, and what can be done about it. */
export function DeploymentRow({ deployment, newest }: Props) {
  const { id, version, is_active, health, triggers } = deployment
  const [ending, setEnding] = useState(false)
  const name = useCustomerName(deployment.customer) ?? 'Owner'
  const deed = useDeploymentDeed(deployment.workflow)
  const run = (what: Parameters<typeof deed.mutate>[0]) =>
    deed.mutate(what, {
      onSettled: () => setEnding(false),
      onError: (error) => useEditor.getState().notify({ tone: 'error', text: `${name}: ${asProblem(error).message}` }),
    })
  const isHealthy = health.causes.length === 0
  return (
    <li aria-label={name} className="flex flex-col gap-2 border-b py-3 last:border-0">
      <div className="flex items-center gap-2.5">
        {deployment.customer ? <Building2 size={15} aria-hidden className="text-text-3" /> : <UserRound size={15} aria-hidden className="text-text-3" />}
        <span className="min-w-0 truncate font-medium">{name}</span>
        <span className="tabular shrink-0 text-xs text-text-3">version {version}</span>
        {!is_active && <Badge tone="neutral">Paused</Badge>}
        {is_active && <Badge tone={isHealthy ? 'success' : 'warning'}>{isHealthy ? 'Active' : sentenceCase(health.state)}</Badge>}
        <span className="flex-1" />
        {version < newest && (
          <Button size="sm" look="quiet" busy={deed.isPending} onClick={() => run({ what: 'move', id, version: newest })}>
            Move to version {newest}
          </Button>
        )}
        {is_active ? (
          <Button size="sm" icon={<Pause size={12} />} disabled={deed.isPending} onClick={() => run({ what: 'pause', id })}>Pause</Button>
        ) : (
          <Button size="sm" icon={<Play size={12} />} disabled={deed.isPending} onClick={() => run({ what: 'resume', id, catchUp: false })}>Resume</Button>
        )}
        <Menu
          trigger={
            <IconButton label={`More for ${name}`} size="sm">
              <MoreHorizontal size={15} />
            </IconButton>
          }
        >
          <MenuItem icon={<Play size={14} />} disabled={is_active} onSelect={() => run({ what: 'resume', id, catchUp: true })}>
            Resume and catch up
          </MenuItem>
          <MenuLine />
          <MenuItem icon={<Trash2 size={14} />} danger onSelect={() => setEnding(true)}>End this deployment…</MenuItem>
        </Menu>
      </div>
      {health.causes.map((cause) => (
        <p key={`${cause.code} ${cause.message}`} className="text-xs text-warning">
          {cause.message}
          {cause.connect_url && (
            <a className="ml-1 underline" href={cause.connect_url} target="_blank" rel="noopener noreferrer">
              Connect
            </a>
          )}
        </p>
      ))}
      {triggers.length > 0 && (
        <ul aria-label={`Triggers of ${name}`} className="flex flex-col gap-1.5">
          {triggers.map((trigger) => (
            <TriggerLine key={trigger.node} trigger={trigger} />
          ))}
        </ul>
      )}
      <ConfirmDialog open={ending} onOpenChange={setEnding} title={`End it for ${name}?`} verb="End deployment" danger busy={deed.isPending} onConfirm={() => run({ what: 'remove', id })}>
        Its triggers and their addresses end with it. Runs stay.
      </ConfirmDialog>
    </li>
  )
}
