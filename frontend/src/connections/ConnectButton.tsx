import { Link2, Plug, Plus } from 'lucide-react'
import { useState } from 'react'
import type { CredentialKind } from '@/api/types'
import { useCredentialKind, useProviderName } from '@/api/useProviderFacts'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { connectOwner } from './connectOwner'
import { LinkDialog } from './LinkDialog'

export interface CustomerRef {
  key: string
  name: string
}

interface Props {
  provider: string
  services: readonly string[]
  customer: CustomerRef | null
  look: 'primary' | 'secondary' | 'ghost'
  another?: boolean
  brief?: boolean
  again?: boolean
  onDone?: () => void
}

/** What a button does that opens the window; where a page of ours asks for something, it says so. */
function verbOf(kind: CredentialKind, name: string, { again, another }: Pick<Props, 'again' | 'another'>): string {
  if (kind === 'api_key') return again ? 'New key…' : another ? 'Add another key…' : 'Add key…'
  if (kind === 'basic') return again ? 'New password…' : another ? 'Add another account…' : 'Add account…'
  return again ? 'Reconnect' : another ? 'Connect another' : `Connect ${name}`
}

/** Connects an account: one's own in a window, a customer's by a link that they open. */
export function ConnectButton({ provider, services, customer, look, another, brief, again, onDone }: Props) {
  const busy = useEditor((state) => state.connecting?.provider === provider && state.connecting.phase === 'opening')
  const [dialog, setDialog] = useState(false)
  const name = useProviderName(provider)
  const kind = useCredentialKind(provider)

  if (customer) {
    return (
      <>
        <Button look={look} size="sm" icon={<Link2 size={14} />} onClick={() => setDialog(true)}>
          {again ? 'Create a link' : another ? 'Link for another' : brief ? 'Create link' : 'Create a connect link'}
        </Button>
        {dialog && <LinkDialog customer={customer} services={services} onClose={() => setDialog(false)} />}
      </>
    )
  }
  const verb = verbOf(kind, name, { again, another })
  return (
    <Button
      look={look}
      size={look === 'primary' ? 'md' : 'sm'}
      busy={busy}
      icon={another ? <Plus size={14} /> : <Plug size={14} />}
      onClick={() => {
        void connectOwner(provider, services)
        onDone?.()
      }}
    >
      {verb}
    </Button>
  )
}
