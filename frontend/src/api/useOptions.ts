import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { post } from './client'
import { keys } from './keys'
import type { Option } from './types'

export interface OptionsAccount {
  customer: string | null
  connection: string | null
}

/** Choices of a field that come from the connected account, such as its labels. */
export function useOptions(operation: string, field: string, account: OptionsAccount, words: string, enabled: boolean) {
  const place = `${account.customer ?? ''}/${account.connection ?? ''}`
  return useQuery({
    queryKey: keys.options(operation, field, place, words),
    queryFn: ({ signal }) =>
      post<{ options: Option[]; next: string | null }>(
        `/api/v1/operations/${operation}/options/${field}`,
        {
          ...(account.customer ? { customer: account.customer } : { account_mode: 'owner' }),
          ...(account.connection ? { connection: account.connection } : {}),
          query: words,
        },
        signal,
      ),
    select: (page) => page.options,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 5 * 60_000,
    enabled,
  })
}
