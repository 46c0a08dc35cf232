import { renderHook, waitFor } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { serve } from '@/testing/server'
import { useCustomerName } from './useCustomerName'

function nameOf(key: string | null) {
  const client = new QueryClient()
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>
  return renderHook(() => useCustomerName(key), { wrapper }).result
}

describe('the name of a customer', () => {
  it('is asked of the server, and is the key until then', async () => {
    serve({ 'GET /api/v1/customers/acme/': { key: 'acme', name: 'Acme Tools' } })
    const name = nameOf('acme')
    expect(name.current).toBe('acme')
    await waitFor(() => expect(name.current).toBe('Acme Tools'))
  })

  it('is the key of one that is gone', async () => {
    const asked = serve({})
    const name = nameOf('gone')
    await waitFor(() => expect(asked).toHaveLength(1))
    expect(name.current).toBe('gone')
  })

  it('is none of nobody, and nothing is asked', () => {
    const asked = serve({})
    expect(nameOf(null).current).toBeNull()
    expect(asked).toHaveLength(0)
  })
})
