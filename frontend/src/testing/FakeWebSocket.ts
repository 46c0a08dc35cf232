/** A WebSocket whose other end is the test. */
export class FakeWebSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  static made: FakeWebSocket[] = []

  static get last(): FakeWebSocket {
    const socket = FakeWebSocket.made.at(-1)
    if (!socket) throw new Error('No socket was opened.')
    return socket
  }

  readyState = FakeWebSocket.CONNECTING
  readonly sent: Record<string, unknown>[] = []
  onopen: (() => void) | null = null
  onclose: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null

  constructor(readonly url: string) {
    FakeWebSocket.made.push(this)
  }

  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }

  /** The browser tells of the end even when the page asked for it. */
  close() {
    if (this.readyState === FakeWebSocket.CLOSED) return
    this.readyState = FakeWebSocket.CLOSED
    this.onclose?.()
  }

  accept() {
    this.readyState = FakeWebSocket.OPEN
    this.onopen?.()
  }

  deliver(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) })
  }
}
