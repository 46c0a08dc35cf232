import { Unplug } from 'lucide-react'
import { useState } from 'react'
import { CONNECTION_TONES, CONNECTION_WORDS, reasonWords } from '@/lib/states'
import { accountName } from '@/lib/accountName'
import type { Account } from '@/socket/messages'
import { Badge } from '@/ui/Badge'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { Dot } from '@/ui/Dot'
import { IconButton } from '@/ui/IconButton'
import { ConnectButton, type CustomerRef } from './ConnectButton'
import { ScopeList } from './ScopeList'
import { useDisconnect } from './useDisconnect'
import type { Provider } from './useProviders'

interface Props {
  account: Account
  provider: Provider
  customer: CustomerRef | null
}

/** One account: who, how it is, what it may, and the buttons that mend or end it. */
export function AccountRow({ account, provider, customer }: Props) {
  const [asking, setAsking] = useState(false)
  const disconnect = useDisconnect(provider)
  const name = accountName(account)
  const broken = account.status === 'needs_reconnect' || account.status === 'scope_missing'
  const known = Object.assign({}, ...provider.services.map((service) => service.scopes ?? {})) as Record<string, string>

  return (
    <div className="flex items-start gap-2">
      <span className="mt-2"><Dot tone={CONNECTION_TONES[account.status]} /></span>
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-1.5">
          <span className="truncate" title={account.name ?? undefined}>{name}</span>
          {account.is_default && <Badge>Default</Badge>}
        </div>
        <div className="flex flex-wrap items-center gap-x-2 text-xs text-text-3">
          <span className={broken ? 'text-error' : undefined}>
            {CONNECTION_WORDS[account.status]}
            {account.status_reason && `. ${reasonWords(account.status_reason)}`}
          </span>
          <ScopeList scopes={account.scopes} known={known} />
        </div>
      </div>
      {broken && (
        <ConnectButton provider={provider.key} services={provider.services.map((each) => each.key)} customer={customer} look="secondary" again />
      )}
      <IconButton label={`Disconnect ${name}`} size="sm" onClick={() => setAsking(true)}>
        <Unplug size={14} />
      </IconButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Disconnect ${name}?`}
        verb="Disconnect"
        danger
        busy={disconnect.isPending}
        onConfirm={() => disconnect.mutate(account, { onSettled: () => setAsking(false) })}
      >
        We delete our access to this {provider.name} account{customer ? ` of ${customer.name}` : ''} and end it
        there too, where {provider.name} allows that and no other connection needs it. Nodes that use it stop working.
      </ConfirmDialog>
    </div>
  )
}
