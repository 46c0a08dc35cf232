import { asProblem } from '@/api/problem'
import type { NodeType } from '@/api/types'
import type { CustomerRef } from '@/connections/ConnectButton'
import { useAccountsByProvider, type AccountAt } from '@/connections/useAccountsByProvider'
import { useProviders } from '@/connections/useProviders'
import { accountName } from '@/lib/accountName'
import { updateNode } from '@/lib/graph/edits'
import type { GraphNode } from '@/lib/graph/types'
import { CONNECTION_TONES, CONNECTION_WORDS } from '@/lib/states'
import { useEditor } from '@/store/store'
import { Combobox } from '@/ui/Combobox'
import { Dot } from '@/ui/Dot'
import { ErrorNote } from '@/ui/ErrorNote'

/** The input that asks for the default account at a provider. */
const PROVIDER = 'provider'
const NOBODY = '\u0000nobody'
const DEFAULT_AT = '\u0000default:'

const nameOf = ({ account }: AccountAt) => accountName(account)

interface Props {
  node: GraphNode
  type: NodeType
  customer: CustomerRef | null
}

/** Which account of whichever provider: a certain one, the default one at a provider, or none. */
export function AnyAccountChoice({ node, type, customer }: Props) {
  const edit = useEditor((state) => state.edit)
  const providers = useProviders()
  const { found, isPending, error, refetch } = useAccountsByProvider(providers.providers, customer?.key ?? null)
  const accounts = found.filter(({ account }) => account.status !== 'revoked')
  const asked = node.parameters[PROVIDER]
  const takesDefault = type.input_schema.properties?.[PROVIDER] !== undefined

  if (providers.error) return <ErrorNote problem={asProblem(providers.error)} onRetry={() => void providers.refetch()} />
  if (error) return <ErrorNote problem={asProblem(error)} onRetry={() => void refetch()} />
  if (isPending || providers.isPending) return <div className="skeleton h-8" aria-label="Loading accounts" />

  const chosen = accounts.find(({ account }) => account.id === node.connection)
  const defaultAt = typeof asked === 'string' && asked !== '' ? asked : null
  const providerName = (key: string) => providers.providers.find((each) => each.key === key)?.name ?? key
  const choose = (value: string) => {
    const { [PROVIDER]: _, ...others } = node.parameters
    const isDefault = value.startsWith(DEFAULT_AT)
    const parameters = isDefault ? { ...others, [PROVIDER]: value.slice(DEFAULT_AT.length) } : others
    const connection = value === NOBODY || isDefault ? null : value
    edit((graph) => updateNode(graph, node.id, { connection, parameters }))
  }
  const withAccounts = providers.providers.filter(({ key }) => key === defaultAt || accounts.some((each) => each.provider.key === key))
  const current = node.connection ? (chosen ? node.connection : null) : defaultAt === null ? NOBODY : DEFAULT_AT + defaultAt
  return (
    <div className="flex flex-col gap-2">
      <Combobox
        label="Account"
        value={current === NOBODY && type.account === 'required' ? null : current}
        placeholder="Choose an account"
        shown={<span className="truncate">{chosen ? `${nameOf(chosen)} · ${chosen.provider.name}` : shownWithout(defaultAt && providerName(defaultAt))}</span>}
        choices={[
          ...(type.account === 'required' ? [] : [{ value: NOBODY, label: 'No account', detail: 'As anybody may ask' }]),
          ...(takesDefault
            ? withAccounts.map(({ key, name }) => ({ value: DEFAULT_AT + key, label: `The default account at ${name}`, detail: undefined }))
            : []),
          ...accounts.map((each) => ({
            value: each.account.id,
            label: nameOf(each),
            detail: each.account.status === 'active' ? each.provider.name : CONNECTION_WORDS[each.account.status],
            icon: <Dot tone={CONNECTION_TONES[each.account.status]} />,
          })),
        ]}
        onChange={choose}
      />
      {node.connection && !chosen && <p className="text-xs text-warning">The account chosen here is gone. Choose another.</p>}
      {chosen && chosen.account.status !== 'active' && (
        <p className="text-xs text-warning">{CONNECTION_WORDS[chosen.account.status]}. Connect it again under Connections.</p>
      )}
    </div>
  )
}

const shownWithout = (provider: string | null) => (provider === null ? 'No account' : `The default account at ${provider}`)
