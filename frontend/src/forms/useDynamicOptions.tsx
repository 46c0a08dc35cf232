/** The choices of a field, most from the connected account. Asking may cost a call, so it waits until the list is opened. */
import { useDeferredValue, useEffect, useState } from 'react'
import { asProblem } from '@/api/problem'
import { useOptions } from '@/api/useOptions'
import { rememberedLabel, rememberLabels } from '@/lib/labelMemory'
import type { Parameters } from '@/lib/schema/types'
import { Button } from '@/ui/Button'
import type { FieldOptions, FormContext } from './context'

/** What the fields hold that the choices rest on; those that are empty are left out. */
function heldBy(values: Parameters | undefined, names: readonly string[]): Parameters {
  const held = names.map((name) => [name, values?.[name]] as const)
  return Object.fromEntries(held.filter(([, value]) => value !== undefined && value !== ''))
}

export function useDynamicOptions(
  { operation, account, accountReady, ownChoices, values }: FormContext,
  { fieldName: field, loader, restsOn }: Pick<FieldOptions, 'fieldName' | 'loader' | 'restsOn'>,
) {
  const [words, setWords] = useState('')
  const [wanted, setWanted] = useState(false)
  const deferred = useDeferredValue(words)
  const held = heldBy(values, restsOn)
  const isReady = ownChoices === true || accountReady
  const query = useOptions(
    ownChoices ? `/api/v1/nodes/options/${loader ?? ''}` : `/api/v1/operations/${operation}/options/${field}`,
    ownChoices ? { ...account, connection: null } : account,
    ownChoices ? {} : held,
    deferred,
    isReady && wanted,
  )
  const place = `${operation}/${field}${restsOn.length > 0 ? JSON.stringify(held) : ''}`
  const found = query.data

  useEffect(() => {
    if (found) rememberLabels(place, found)
  }, [found, place])

  const problem = query.error ? asProblem(query.error) : null
  const note = !isReady ? (
    <p className="px-2 py-3 text-text-2">Connect an account to choose from its entries, or type a value.</p>
  ) : problem ? (
    <div className="px-2 py-2">
      <p className="text-error">{problem.message}</p>
      <Button size="sm" className="mt-2" onClick={() => void query.refetch()}>
        Try again
      </Button>
    </div>
  ) : null
  return {
    choices: found ?? [],
    labelOf: (value: string) =>
      found?.find((choice) => choice.value === value)?.label ?? rememberedLabel(place, value) ?? value,
    busy: query.isFetching,
    note,
    search: setWords,
    load: () => setWanted(true),
  }
}
