import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { serve } from '@/testing/server'
import { CallLog } from './CallLog'

const call = {
  id: 'c1',
  operation: 'gmail.list_labels',
  customer: null,
  actor: 'staff:ada',
  source: 'editor',
  state: 'succeeded',
  refused: false,
  error: null,
  request_count: 2,
  execution_time: 1240,
  created_at: '2026-03-01T12:00:00Z',
}
const refused = { ...call, id: 'c2', state: 'failed', refused: true, request_count: 0, error: { code: 'not_connected', detail: 'Nobody is connected.' } }
const request = {
  method: 'GET', host: 'gmail.googleapis.com', path: '/gmail/v1/users/{userId}/labels', status: 503, problem: '',
  duration: 94, attempt: 1, sent: 0, count: 1, in_batch: false,
}

function show() {
  const asked = serve({
    'GET /api/v1/calls/?limit=50': [call, refused],
    'GET /api/v1/calls/?limit=50&q=labels': [call],
    'GET /api/v1/calls/c1/': { requests: [request, { ...request, status: 200, attempt: 2 }] },
  })
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <CallLog />
    </QueryClientProvider>,
  )
  return asked
}

describe('the call log in the console', () => {
  it('opens a call to each request with its attempt and answer', async () => {
    show()
    const [opener] = await screen.findAllByRole('button', { name: 'Open the requests of gmail.list_labels' })
    await userEvent.click(opener ?? document.body)
    const lines = within(await screen.findByRole('list', { name: 'Requests to the vendor' })).getAllByRole('listitem')
    expect(lines.map((line) => line.textContent)).toEqual([
      'GETgmail.googleapis.com/gmail/v1/users/{userId}/labels50394 ms',
      'GETgmail.googleapis.com/gmail/v1/users/{userId}/labelsattempt 220094 ms',
    ])
  })

  it('says why a call was refused, which has no requests to open', async () => {
    show()
    expect(await screen.findByText('Nobody is connected.')).toBeVisible()
    expect(screen.getAllByRole('button', { name: /Open the requests/ })[1]).toBeDisabled()
  })

  it('is searched with Enter', async () => {
    const asked = show()
    await userEvent.type(await screen.findByRole('searchbox', { name: 'Search calls' }), ' labels{Enter}')
    await vi.waitFor(() => expect(asked.map((each) => each.request)).toContain('GET /api/v1/calls/?limit=50&q=labels'))
  })
})
