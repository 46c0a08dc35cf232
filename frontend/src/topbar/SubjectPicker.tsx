import { Building2, ChevronDown, UserRound } from 'lucide-react'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { useCustomers } from '@/api/useCustomers'
import { useEditor } from '@/store/store'
import { Combobox } from '@/ui/Combobox'

const OWNER = '\u0000owner'

/** For whom nodes run: the owner, or a customer found by name. */
export function SubjectPicker() {
  const subject = useEditor((state) => state.subject)
  const setSubject = useEditor((state) => state.setSubject)
  const [words, setWords] = useState('')
  const { data = [], isFetching, error } = useCustomers(words)
  const name = subject.mode === 'owner' ? 'Owner' : subject.name

  const choices = [
    ...(words ? [] : [{ value: OWNER, label: 'Owner', detail: 'Your own accounts', icon: <UserRound size={15} className="text-text-3" /> }]),
    ...data.map((customer) => ({
      value: customer.key,
      label: customer.name,
      detail: customer.key,
      icon: <Building2 size={15} className="text-text-3" />,
    })),
  ]
  return (
    <Combobox
      label="Run for"
      align="end"
      value={subject.mode === 'owner' ? OWNER : subject.key}
      placeholder="Choose"
      choices={choices}
      busy={isFetching}
      onSearch={setWords}
      searchLabel="Find a customer…"
      note={error ? <p className="px-2 py-3 text-error">{asProblem(error).message}</p> : undefined}
      onChange={(key) => {
        const customer = data.find((each) => each.key === key)
        setSubject(customer ? { mode: 'customer', key, name: customer.name } : { mode: 'owner' })
      }}
      trigger={
        <button
          type="button"
          aria-label={`Run for ${name}`}
          aria-haspopup="listbox"
          className="flex h-8 max-w-56 items-center gap-1.5 rounded-[7px] px-2 text-text-2 hover:bg-hover hover:text-text"
        >
          {subject.mode === 'owner' ? <UserRound size={15} /> : <Building2 size={15} className="text-accent-text" />}
          <span className="text-text-3">Run for</span>
          <span className="truncate font-medium text-text">{name}</span>
          <ChevronDown size={14} className="shrink-0 text-text-3" />
        </button>
      }
    />
  )
}
