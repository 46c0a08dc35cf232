import { useEditor } from './store'

const state = () => useEditor.getState()

describe('the console', () => {
  it('keeps the last 500 entries, newest last', () => {
    state().clearLog()
    const entry = { direction: 'in', type: 't', nodeId: null, level: 'info', payload: null } as const
    Array.from({ length: 501 }, (_, index) => state().write({ ...entry, text: String(index) }))
    expect(state().log).toHaveLength(500)
    expect([state().log[0]?.text, state().log[499]?.text]).toEqual(['1', '500'])
  })
})

describe('toasts', () => {
  it('show the last three and go one by one', () => {
    for (const text of ['1', '2', '3', '4']) state().notify({ tone: 'neutral', text })
    expect(state().toasts.map((toast) => toast.text)).toEqual(['2', '3', '4'])
    state().dismiss(state().toasts[1]?.id ?? '')
    expect(state().toasts.map((toast) => toast.text)).toEqual(['2', '4'])
  })
})

describe('the link', () => {
  it('says since when it is as it is', () => {
    vi.useFakeTimers({ now: 1_000 })
    state().setLink('open')
    vi.setSystemTime(5_000)
    state().setLink('open')
    expect(state().link).toEqual({ state: 'open', since: 1_000 })
    state().setLink('lost')
    expect(state().link).toEqual({ state: 'lost', since: 5_000 })
  })
})

describe('the subject', () => {
  it('is kept in this browser', async () => {
    state().setSubject({ mode: 'customer', key: 'acme', name: 'Acme' })
    vi.resetModules()
    const fresh = await import('./store')
    expect(fresh.useEditor.getState().subject).toEqual({ mode: 'customer', key: 'acme', name: 'Acme' })
  })

  it('is the owner when what was kept cannot be read', async () => {
    localStorage.setItem('machina:subject', '{broken')
    vi.resetModules()
    const fresh = await import('./store')
    expect(fresh.useEditor.getState().subject).toEqual({ mode: 'owner' })
  })
})

describe('the dock', () => {
  it('opens at a tab and closes with its height kept', () => {
    state().changeDock({ height: 200 })
    state().openDock('console')
    expect(state().dock).toEqual({ open: true, tab: 'console', height: 200 })
    state().toggleDock()
    expect(state().dock).toEqual({ open: false, tab: 'console', height: 200 })
  })

  it('stands as it was left when the page is opened again', async () => {
    state().changeDock({ height: 240 })
    state().openDock('connections')
    vi.resetModules()
    const fresh = await import('./store')
    expect(fresh.useEditor.getState().dock).toEqual({ open: true, tab: 'connections', height: 240 })
  })

  it.each(['{broken', '[]', '{"dock": {"open": 1, "tab": "none", "height": "x"}}'])(
    'is closed at its usual height when what was kept is %s',
    async (kept) => {
      localStorage.setItem('machina:layout', kept)
      vi.resetModules()
      const fresh = await import('./store')
      expect(fresh.useEditor.getState().dock).toEqual({ open: false, tab: 'output', height: 320 })
    },
  )

  it('leaves room for the canvas on a screen that has become smaller', async () => {
    localStorage.setItem('machina:layout', JSON.stringify({ dock: { open: true, tab: 'output', height: 5_000 } }))
    vi.resetModules()
    const fresh = await import('./store')
    expect(fresh.useEditor.getState().dock.height).toBe(window.innerHeight - 220)
  })
})
