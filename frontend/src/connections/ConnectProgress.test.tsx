import { act, screen } from '@testing-library/react'
import { editor, openEditor, show } from '@/testing/page'
import { answerSocket } from '@/testing/server'
import { connectOwner } from './connectOwner'
import { ConnectProgress } from './ConnectProgress'

describe('a window that is closed', () => {
  beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }))
  afterEach(() => void vi.useRealTimers())

  it('is noticed at once, can be opened again, and may have been used all the same', async () => {
    const asked = answerSocket({ courier_oauth_login: { url: '/connect/start/1/' } })
    const popup = { location: { replace: vi.fn() }, close: vi.fn(), closed: false }
    vi.spyOn(window, 'open').mockReturnValue(popup as unknown as Window)
    openEditor()
    const { user } = show(<ConnectProgress provider="courier" />)
    await act(() => connectOwner('courier', ['post']))
    expect(screen.getByText(/^Finish in the other window/)).toBeVisible()
    popup.closed = true
    act(() => vi.advanceTimersByTime(500))
    expect(screen.getByText(/^The window is closed. If you finished there/)).toBeVisible()
    popup.closed = false
    await user.click(screen.getByRole('button', { name: 'Open it again' }))
    expect(asked.mock.calls).toEqual([
      ['courier_oauth_login', { services: ['post'] }],
      ['courier_oauth_login', { services: ['post'] }],
    ])
    expect(editor().connecting?.phase).toBe('waiting')
  })
})
