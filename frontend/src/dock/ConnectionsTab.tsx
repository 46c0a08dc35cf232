import { useProviders } from '@/connections/useProviders'
import { useAllAccounts } from '@/connections/useAllAccounts'
import { isUsable } from '@/lib/states'
import { useEditor } from '@/store/store'
import { Dot } from '@/ui/Dot'

/** The name of the tab, with how many accounts work, and how many need attention. */
export function ConnectionsTab() {
  const subject = useEditor((state) => state.subject)
  const providers = useProviders().providers.map((provider) => provider.key)
  const accounts = useAllAccounts(providers, subject.mode === 'customer' ? subject.key : null)
  const working = accounts.filter((account) => isUsable(account.status)).length
  const trouble = accounts.filter((account) => account.status !== 'active' && account.status !== 'revoked').length
  return (
    <>
      Connections
      {accounts.length > 0 && (
        <span className="tabular flex items-center gap-1 text-text-3">
          <Dot tone={trouble > 0 ? 'warning' : 'success'} />
          {working}
          {trouble > 0 && <span className="sr-only">, {trouble} {trouble === 1 ? 'needs' : 'need'} attention</span>}
        </span>
      )}
    </>
  )
}
