import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { IconButton } from '@/ui/IconButton'
import { connectOwner } from './connectOwner'
import { ServiceTicks } from './ServiceTicks'
import type { Provider } from './useProviders'

/** The owner chooses what to ask a provider for, as a customer's link does: an account need not allow everything. */
export function ChooseServices({ provider }: { provider: Provider }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label={`Choose what to ask ${provider.name} for`} size="sm" onClick={() => setOpen(true)}>
        <SlidersHorizontal size={14} />
      </IconButton>
      {open && <ChoiceDialog provider={provider} onClose={() => setOpen(false)} />}
    </>
  )
}

function ChoiceDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly string[]>([])
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Connect ${provider.name}`}
      description="Only the permissions of these services are asked for. What the account allows already stays."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            disabled={chosen.length === 0}
            onClick={() => {
              void connectOwner(provider.key, chosen)
              onClose()
            }}
          >
            Connect
          </Button>
        </>
      }
    >
      <ServiceTicks services={provider.services} chosen={chosen} onChange={setChosen} />
    </Dialog>
  )
}
