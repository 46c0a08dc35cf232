import { useState } from 'react'
import { asProblem } from '@/api/problem'
import type { Verification } from '@/api/types'
import { useCreateLink } from '@/api/useCreateLink'
import { useServices } from '@/api/useServices'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorNote } from '@/ui/ErrorNote'
import { Segmented } from '@/ui/Segmented'
import type { CustomerRef } from './ConnectButton'
import { LinkMade } from './LinkMade'
import { ServiceTicks } from './ServiceTicks'
import { VerificationChoice } from './VerificationChoice'

const DAYS = [
  { value: '1', label: '1 day' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
] as const

interface Props {
  customer: CustomerRef
  services: readonly string[]
  onClose: () => void
}

/** Makes a link for a customer: which services, how it is proved who clicks, how long it is good. */
export function LinkDialog({ customer, services, onClose }: Props) {
  const all = useServices()
  const create = useCreateLink()
  const [chosen, setChosen] = useState<readonly string[]>(services)
  const [verification, setVerification] = useState<Verification>('email_code')
  const [days, setDays] = useState<'1' | '7' | '30'>('7')
  const submit = () => create.mutate({ customer: customer.key, services: [...chosen], verification, days: Number(days) })

  if (create.data) return <LinkMade customer={customer} link={create.data} onClose={onClose} />

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Create a connect link"
      description={`${customer.name} opens it and connects their own accounts. It works once.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={create.isPending} disabled={chosen.length === 0} onClick={submit}>
            Create link
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {all.error ? (
          <ErrorNote problem={asProblem(all.error)} onRetry={() => void all.refetch()} />
        ) : (
          <ServiceTicks services={all.data ?? null} chosen={chosen} onChange={setChosen} />
        )}
        <VerificationChoice value={verification} onChange={setVerification} />
        <div className="flex items-center justify-between">
          <span className="font-medium">Good for</span>
          <Segmented label="Good for" size="sm" value={days} options={DAYS} onChange={setDays} />
        </div>
        {create.error && <ErrorNote problem={asProblem(create.error)} onRetry={submit} />}
      </div>
    </Dialog>
  )
}
