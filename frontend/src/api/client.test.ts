import { bootstrap } from '@/app/bootstrap'
import { get, getAll, patch, post, remove } from './client'

const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' }, ...init })

const refused = (status: number, body: object, headers: Record<string, string> = {}) =>
  json(body, { status, headers: { 'content-type': 'application/problem+json', ...headers } })

function answer(...responses: Response[]) {
  const fetch = vi.fn<typeof globalThis.fetch>()
  for (const response of responses) fetch.mockResolvedValueOnce(response)
  vi.stubGlobal('fetch', fetch)
  return fetch
}

describe('a request', () => {
  it('reads without a CSRF header', async () => {
    const fetch = answer(json({ id: 1 }))
    expect(await get('/api/v1/nodes/')).toEqual({ id: 1 })
    expect(fetch).toHaveBeenCalledWith('/api/v1/nodes/', {
      method: 'GET',
      signal: undefined,
      credentials: 'same-origin',
      headers: { Accept: 'application/json' },
      body: undefined,
    })
  })

  it('writes JSON with the CSRF token of the page', async () => {
    vi.spyOn(bootstrap, 'csrf', 'get').mockReturnValue('token')
    const fetch = answer(json({ id: 1 }, { status: 201 }))
    await post('/api/v1/workflows/', { name: 'W' })
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({
      method: 'POST',
      headers: { 'X-CSRFToken': 'token', 'Content-Type': 'application/json' },
      body: '{"name":"W"}',
    })
  })

  it('sends the CSRF token with every method that writes', async () => {
    const fetch = answer(json({}), new Response(null, { status: 204 }))
    await patch('/api/v1/workflows/1/', { name: 'W' })
    await remove('/api/v1/workflows/1/')
    expect(fetch.mock.calls.map(([, init]) => [init?.method, new Headers(init?.headers).has('X-CSRFToken')])).toEqual([
      ['PATCH', true],
      ['DELETE', true],
    ])
  })

  it('has no value where the answer is empty', async () => {
    answer(new Response(null, { status: 204 }))
    expect(await remove('/api/v1/workflows/1/')).toBeUndefined()
  })
})

describe('a refusal', () => {
  it('becomes an error with all that the server told', async () => {
    const errors = [{ field: 'name', message: 'Required.' }]
    answer(refused(422, { title: 'Wrong input', detail: 'A name is missing.', code: 'input_error', errors, status: 422 }))
    await expect(post('/api/v1/workflows/', {})).rejects.toMatchObject({
      name: 'ProblemError',
      message: 'A name is missing.',
      code: 'input_error',
      status: 422,
      errors,
    })
  })

  it('says where to connect an account', async () => {
    answer(refused(409, { detail: 'Not connected.', code: 'not_connected', connect_url: '/connect/start/1/' }))
    await expect(get('/x')).rejects.toMatchObject({ code: 'not_connected', connectUrl: '/connect/start/1/' })
  })

  it('takes the time to wait from the header when the body has none', async () => {
    answer(refused(429, { code: 'rate_limited' }, { 'retry-after': '30' }))
    await expect(get('/x')).rejects.toMatchObject({ retryAfter: 30 })
    answer(refused(429, { code: 'rate_limited', retry_after: 5 }, { 'retry-after': '30' }))
    await expect(get('/x')).rejects.toMatchObject({ retryAfter: 5 })
  })

  it('tells the status of an answer that is no JSON', async () => {
    answer(new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }))
    await expect(get('/x')).rejects.toMatchObject({
      message: 'The server answered 502.',
      code: 'internal_error',
      status: 502,
    })
  })

  it('tells the status of an answer that breaks off', async () => {
    answer(new Response('{"title": "Gon', { status: 502, headers: { 'content-type': 'application/problem+json' } }))
    await expect(get('/api/v1/x/')).rejects.toMatchObject({ status: 502 })
  })

  it('says that the server cannot be reached', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')))
    await expect(get('/x')).rejects.toMatchObject({ code: 'offline', status: null })
  })

  it('passes on that the caller gave up, which is no problem', async () => {
    const controller = new AbortController()
    controller.abort()
    const aborted = new DOMException('Aborted', 'AbortError')
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(aborted))
    await expect(get('/x', controller.signal)).rejects.toBe(aborted)
  })
})

describe('getAll', () => {
  it('follows the pages, on this host whatever the server calls itself', async () => {
    const fetch = answer(
      json({ results: [1, 2], next: 'http://inside:8000/api/v1/nodes/?cursor=b&limit=2' }),
      json({ results: [3], next: null }),
    )
    expect(await getAll('/api/v1/nodes/')).toEqual([1, 2, 3])
    expect(fetch.mock.calls.map(([path]) => path)).toEqual(['/api/v1/nodes/', '/api/v1/nodes/?cursor=b&limit=2'])
  })

  it('ends after 20 pages', async () => {
    const fetch = vi.fn(async () => json({ results: [1], next: '/again' }))
    vi.stubGlobal('fetch', fetch)
    expect(await getAll('/first')).toHaveLength(20)
    expect(fetch).toHaveBeenCalledTimes(20)
  })
})
