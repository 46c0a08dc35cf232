import { Building2, Users } from 'lucide-react'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { useCustomerName } from '@/api/useCustomerName'
import { useCustomers } from '@/api/useCustomers'
import { useEditor } from '@/store/store'
import { Combobox } from '@/ui/Combobox'

const FOLLOW = '\u0000follow'

/** Which customer: whoever the workflow runs for, or always the same one. */
export function CustomerChoice({ value, onChange }: { value: string | null; onChange: (key: string | null) => void }) {
  const subject = useEditor((state) => state.subject)
  const [words, setWords] = useState('')
  const { data = [], isFetching, error } = useCustomers(words)
  const following = subject.mode === 'customer' ? subject.name : 'chosen at the top'
  const choices = [
    ...(words
      ? []
      : [{ value: FOLLOW, label: 'Whoever it runs for', detail: `Now: ${following}`, icon: <Users size={15} className="text-text-3" /> }]),
    ...data.map((customer) => ({
      value: customer.key,
      label: customer.name,
      detail: customer.key,
      icon: <Building2 size={15} className="text-text-3" />,
    })),
  ]
  const chosen = useCustomerName(value)
  return (
    <Combobox
      label="Customer"
      value={value ?? FOLLOW}
      shown={
        <span className="flex items-center gap-2">
          {value ? <Building2 size={14} className="text-text-3" /> : <Users size={14} className="text-text-3" />}
          {chosen ?? (
            <span>
              Whoever it runs for <span className="text-text-3">· {following}</span>
            </span>
          )}
        </span>
      }
      placeholder="Choose a customer"
      searchLabel="Find a customer…"
      choices={choices}
      busy={isFetching}
      onSearch={setWords}
      note={error ? <p className="px-2 py-3 text-error">{asProblem(error).message}</p> : undefined}
      onChange={(key) => onChange(key === FOLLOW ? null : key)}
    />
  )
}
