import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import { serve } from '@/testing/server'
import { RefusedCalls } from './RefusedCalls'

const call = {
  id: 'c1',
  operation: 'gmail.send_message',
  customer: null,
  actor: 'staff:ada:lovelace',
  source: 'api',
  error: { code: 'not_connected', detail: 'Globex has no Google account.' },
  created_at: '2026-03-01T12:00:00Z',
}

function show(answer: unknown) {
  const asked = serve({ 'GET /api/v1/calls/?refused=true&limit=50': answer })
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <RefusedCalls />
    </QueryClientProvider>,
  )
  return asked
}

describe('refused calls in the console', () => {
  it('say who asked for what and why it was refused, with the way to the call', async () => {
    show({ results: [call], next: null })
    expect(await screen.findByText('Globex has no Google account.')).toBeVisible()
    expect(screen.getByText('ada:lovelace')).toBeVisible()
    expect(screen.getByRole('link', { name: 'gmail.send_message' })).toHaveAttribute('href', '/admin/integrations/call/c1/change/')
  })

  it('say so where there are none', async () => {
    show({ results: [], next: null })
    expect(await screen.findByText('Nothing was refused')).toBeVisible()
  })
})
