import { asProblem } from '@/api/problem'
import { ErrorNote } from '@/ui/ErrorNote'
import { ServiceIcon } from '@/ui/ServiceIcon'
import { AccountRow } from './AccountRow'
import { ChooseServices } from './ChooseServices'
import { ConnectButton, type CustomerRef } from './ConnectButton'
import { ConnectProgress } from './ConnectProgress'
import { useAccounts } from './useAccounts'
import { askedFor, type Provider } from './useProviders'

/** One provider: what it offers, and the accounts connected there. */
export function ProviderCard({ provider, customer }: { provider: Provider; customer: CustomerRef | null }) {
  const { data, error, isPending, refetch } = useAccounts(provider.key, customer?.key ?? null)
  const accounts = (data ?? []).filter((account) => account.status !== 'revoked')
  const services = askedFor(provider)
  return (
    <article aria-label={provider.name} className="flex flex-col rounded-xl border bg-raised shadow-card">
      <header className="flex items-center gap-2.5 px-3 py-2.5">
        <ServiceIcon size="sm" src={provider.icon} color={provider.services[0]?.color ?? ''} name={provider.name} />
        <span className="min-w-0 flex-1">
          <span className="block leading-4 font-medium">{provider.name}</span>
          <span className="block truncate text-xs text-text-3">{provider.services.map((each) => each.name).join(', ')}</span>
        </span>
        {!customer && provider.services.length > 1 && <ChooseServices provider={provider} />}
        {accounts.length > 0 && (
          <ConnectButton provider={provider.key} services={services} customer={customer} look="ghost" another />
        )}
      </header>
      <div className="flex flex-col gap-2 border-t px-3 py-2.5">
        {error && <ErrorNote problem={asProblem(error)} onRetry={() => void refetch()} />}
        {isPending && !error && <div className="skeleton h-8" aria-label="Loading accounts" />}
        {data && accounts.length === 0 && (
          <div className="flex items-center gap-2 text-text-2">
            <span className="flex-1">{customer ? 'Not connected yet.' : 'No account connected.'}</span>
            <ConnectButton provider={provider.key} services={services} customer={customer} look="secondary" brief />
          </div>
        )}
        {accounts.map((account) => (
          <AccountRow key={account.id} account={account} provider={provider} customer={customer} />
        ))}
        {!customer && <ConnectProgress provider={provider.key} />}
      </div>
    </article>
  )
}
