/** The socket: requests with their replies, pushes to listeners, and reconnection for as long as the page lives. */
import { offline, ProblemError } from '@/api/problem'
import { backoff } from './backoff'
import { isReply, type MessageType, type Push, type Reply, type ReplyOf, type RequestOf } from './messages'

export type LinkState = 'connecting' | 'open' | 'lost'

export interface SocketListener {
  onState?: (state: LinkState) => void
  onPush?: (push: Push) => void
  onReply?: (reply: Reply) => void
  onRequest?: (type: string, payload: object) => void
}

interface Pending {
  resolve: (reply: Reply) => void
  reject: (error: ProblemError) => void
  timer: ReturnType<typeof setTimeout>
}

const TIMEOUT_MS = 20_000
/** A line that no longer answers is found within both together. */
const HEARTBEAT_MS = 2_500
const PING_TIMEOUT_MS = 2_500
const OPENING_MS = 6_000

export class SocketClient {
  private socket: WebSocket | null = null
  private state: LinkState = 'connecting'
  private attempt = 0
  private counter = 0
  private stopped = true
  private retry: ReturnType<typeof setTimeout> | undefined
  private heartbeat: ReturnType<typeof setInterval> | undefined
  private readonly pending = new Map<string, Pending>()
  private readonly waiting = new Set<() => void>()
  private readonly listeners = new Set<SocketListener>()

  constructor(private readonly url: string) {}

  listen(listener: SocketListener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  start() {
    if (!this.stopped) return
    this.stopped = false
    window.addEventListener('online', this.retryNow)
    this.open()
  }

  stop() {
    this.stopped = true
    window.removeEventListener('online', this.retryNow)
    clearTimeout(this.retry)
    this.drop()
  }

  /** Do not wait for the backoff to end. */
  readonly retryNow = () => {
    if (this.stopped || this.state !== 'lost') return
    clearTimeout(this.retry)
    this.drop()
    this.attempt = 0
    this.open()
  }

  async request<T extends MessageType>(
    type: T,
    payload: RequestOf<T>,
    timeout: number = TIMEOUT_MS,
  ): Promise<ReplyOf<T>> {
    const socket = await this.opened()
    this.counter += 1
    const id = `r${this.counter}`
    const reply = new Promise<Reply>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id)
        reject(new ProblemError({ code: 'timeout', detail: 'The server did not answer in time. Try again.' }))
      }, timeout)
      this.pending.set(id, { resolve, reject, timer })
    })
    for (const listener of this.listeners) listener.onRequest?.(type, payload)
    socket.send(JSON.stringify({ ...payload, type, request_id: id }))
    const answer = await reply
    if (answer.success) return answer as unknown as ReplyOf<T>
    throw new ProblemError({ ...answer.error, answer })
  }

  private opened(): Promise<WebSocket> {
    if (this.socket?.readyState === WebSocket.OPEN) return Promise.resolve(this.socket)
    const lost = () => offline('The live connection is down. It is being restored; try again in a moment.')
    if (this.stopped || this.state === 'lost') return Promise.reject(lost())
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer)
        this.waiting.delete(settle)
        if (this.socket?.readyState === WebSocket.OPEN) resolve(this.socket)
        else reject(lost())
      }
      const timer = setTimeout(settle, OPENING_MS)
      this.waiting.add(settle)
    })
  }

  private open() {
    const socket = new WebSocket(this.url)
    this.socket = socket
    if (this.state !== 'lost') this.become('connecting')
    socket.onopen = () => {
      this.attempt = 0
      this.heartbeat = setInterval(() => this.ping(), HEARTBEAT_MS)
      this.become('open')
    }
    socket.onmessage = (event) => this.receive(String(event.data))
    socket.onclose = () => {
      if (this.socket === socket) this.closed()
    }
  }

  private closed() {
    this.drop()
    if (this.stopped) return
    this.become('lost')
    this.retry = setTimeout(() => this.open(), backoff(this.attempt))
    this.attempt += 1
  }

  private drop() {
    const socket = this.socket
    this.socket = null
    clearInterval(this.heartbeat)
    if (socket && socket.readyState < WebSocket.CLOSING) socket.close()
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer)
      reject(offline('The connection was lost before the answer came.'))
    }
    this.pending.clear()
  }

  private ping() {
    const socket = this.socket
    this.request('ping', {}, PING_TIMEOUT_MS).catch((error: ProblemError) => {
      // A browser tells of the end of a frozen connection only after a minute: it is over for us now.
      if (error.code === 'timeout' && this.socket === socket) this.closed()
    })
  }

  private receive(text: string) {
    const message = JSON.parse(text) as { type: string }
    if (!isReply(message)) {
      for (const listener of this.listeners) listener.onPush?.(message as Push)
      return
    }
    const pending = this.pending.get(message.request_id)
    if (!pending) return
    clearTimeout(pending.timer)
    this.pending.delete(message.request_id)
    for (const listener of this.listeners) listener.onReply?.(message)
    pending.resolve(message)
  }

  private become(state: LinkState) {
    this.state = state
    for (const listener of this.listeners) listener.onState?.(state)
    for (const settle of [...this.waiting]) if (state !== 'connecting') settle()
  }
}
