/** Connecting an account of the owner: a window at once, its address a moment later, the truth by the socket. */
import { asProblem } from '@/api/problem'
import { socket } from '@/socket/socket'
import { useEditor } from '@/store/store'

const LOOK_EVERY_MS = 400

let popup: Window | null = null

/** Must be called by the click itself: a window opened any later is blocked. */
export async function connectOwner(provider: string, services: readonly string[]): Promise<void> {
  popup = window.open('', 'machina-connect', 'popup,width=540,height=720')
  const { setConnecting } = useEditor.getState()
  setConnecting({ provider, services, phase: 'opening', url: null, detail: null })
  try {
    const { url } = await socket.request(`${provider}_oauth_login`, services.length ? { services: [...services] } : {})
    if (popup) popup.location.replace(url)
    setConnecting({ provider, services, phase: popup ? 'waiting' : 'blocked', url, detail: null })
    if (popup) watchWindow(popup)
  } catch (error) {
    closeWindow()
    setConnecting({ provider, services, phase: 'failed', url: null, detail: asProblem(error).message })
  }
}

/** A person who closes the window tells nobody. Some providers cut it off from us, and then it only seems closed. */
function watchWindow(opened: Window) {
  const timer = setInterval(() => {
    const { connecting, setConnecting } = useEditor.getState()
    if (popup !== opened || connecting?.phase !== 'waiting') return clearInterval(timer)
    if (opened.closed) setConnecting({ ...connecting, phase: 'closed' })
  }, LOOK_EVERY_MS)
}

export function closeWindow() {
  popup?.close()
  popup = null
}

export function giveUpConnecting() {
  closeWindow()
  useEditor.getState().setConnecting(null)
}
