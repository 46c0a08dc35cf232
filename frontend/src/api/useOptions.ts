import { useQuery } from '@tanstack/react-query'
import { post } from './client'
import { keys } from './keys'
import type { Parameters } from '@/lib/schema/types'
import type { Option } from './types'

interface Choices {
  options: Option[]
  next: string | null
}

export interface OptionsAccount {
  customer: string | null
  connection: string | null
}

function fitting({ options, next }: Choices, words: string): Choices {
  const wanted = words.trim().toLowerCase()
  const fits = ({ value, label, detail = '' }: Option) => `${label} ${value} ${detail}`.toLowerCase().includes(wanted)
  return { options: options.filter(fits), next }
}

/**
 * Choices of a field at an address, such as the labels of the connected account. Until the server has answered they are
 * those already shown that fit, and never those of another account, or of other fields that they rest on (`held`).
 */
export function useOptions(
  address: string,
  account: OptionsAccount,
  held: Parameters,
  words: string,
  enabled: boolean,
) {
  const hasHeld = Object.keys(held).length > 0
  const place = `${account.customer ?? ''}/${account.connection ?? ''}${hasHeld ? `/${JSON.stringify(held)}` : ''}`
  const key = keys.options(address, place, words)
  const isSamePlace = (other: readonly unknown[]) => key.slice(0, -1).every((part, index) => part === other[index])
  return useQuery<Choices, Error, Option[]>({
    queryKey: key,
    queryFn: ({ signal }) =>
      post<Choices>(
        address,
        {
          ...(account.customer ? { customer: account.customer } : { account_mode: 'owner' }),
          ...(account.connection ? { connection: account.connection } : {}),
          ...(hasHeld ? { params: held } : {}),
          query: words,
        },
        signal,
      ),
    select: (page) => page.options,
    placeholderData: (known, before) =>
      known && before && isSamePlace(before.queryKey) ? fitting(known, words) : undefined,
    retry: false,
    staleTime: 5 * 60_000,
    enabled,
  })
}
