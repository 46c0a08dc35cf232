/** The one socket of this page. */
import { SocketClient } from './SocketClient'

function address(): string {
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws'
  return `${scheme}://${window.location.host}/ws/editor/`
}

export const socket = new SocketClient(address())
