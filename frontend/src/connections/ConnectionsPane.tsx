import { Building2, Link2, UserRound } from 'lucide-react'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { useCatalog } from '@/catalog/CatalogContext'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { ErrorNote } from '@/ui/ErrorNote'
import { LinkDialog } from './LinkDialog'
import { ProviderCard } from './ProviderCard'
import { useProviders } from './useProviders'

/** Every provider with its accounts: the owner's, and those of the customer chosen at the top. */
export function ConnectionsPane() {
  const subject = useEditor((state) => state.subject)
  const { providers, error, isPending, refetch } = useProviders()
  const [linking, setLinking] = useState(false)
  const nodes = useEditor((state) => state.history.present.nodes)
  const { byType } = useCatalog()
  const inUse = [...new Set(nodes.flatMap((node) => byType.get(node.type)?.service ?? []))]
  const customer = subject.mode === 'customer' ? { key: subject.key, name: subject.name } : null

  if (error) {
    return (
      <div className="mx-auto max-w-xl p-6">
        <ErrorNote problem={asProblem(error)} onRetry={() => void refetch()} />
      </div>
    )
  }
  return (
    <div className="h-full overflow-y-auto px-4 pt-3 pb-5">
      {customer && (
        <section aria-label={`Connections of ${customer.name}`} className="mb-6">
          <div className="mb-2.5 flex items-center gap-2">
            <Building2 size={15} className="text-accent-text" aria-hidden />
            <h3 className="font-semibold">{customer.name}</h3>
            <span className="flex-1" />
            <Button size="sm" look="primary" icon={<Link2 size={14} />} onClick={() => setLinking(true)}>
              Create a connect link
            </Button>
          </div>
          <div className="grid grid-cols-[repeat(auto-fill,minmax(340px,1fr))] gap-3">
            {providers.map((provider) => (
              <ProviderCard key={provider.key} provider={provider} customer={customer} />
            ))}
          </div>
          {linking && <LinkDialog customer={customer} services={inUse} onClose={() => setLinking(false)} />}
        </section>
      )}
      <section aria-label="Your own connections">
        <div className="mb-2.5 flex items-center gap-2">
          <UserRound size={15} className="text-text-3" aria-hidden />
          <h3 className="font-semibold">Owner</h3>
          <span className="text-xs text-text-3">
            Your own accounts{customer ? '' : '. Choose a customer at the top to see theirs.'}
          </span>
        </div>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(340px,1fr))] gap-3">
          {isPending && [0, 1, 2].map((each) => <div key={each} className="skeleton h-32" />)}
          {providers.map((provider) => (
            <ProviderCard key={provider.key} provider={provider} customer={null} />
          ))}
        </div>
      </section>
    </div>
  )
}
