import { FakeWebSocket } from '@/testing/FakeWebSocket'
import { SocketClient, type LinkState } from './SocketClient'

const save = { workflow: 'w', graph: { nodes: [], edges: [], viewport: { x: 0, y: 0, zoom: 1 } }, base: 3 }

let client: SocketClient

/** Lets promises that are already settled run on. */
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeWebSocket)
  vi.spyOn(Math, 'random').mockReturnValue(1)
  FakeWebSocket.made = []
  client = new SocketClient('ws://editor.test/ws/editor/')
})

afterEach(() => client.stop())

function open(): FakeWebSocket {
  client.start()
  FakeWebSocket.last.accept()
  return FakeWebSocket.last
}

describe('a request', () => {
  it('is sent with its type and an id, and answered by the reply with that id', async () => {
    const socket = open()
    const first = client.request('save_workflow', save)
    const second = client.request('cancel_execution', { run: 'r' })
    await settle()
    expect(socket.sent).toEqual([
      { ...save, type: 'save_workflow', request_id: 'r1' },
      { run: 'r', type: 'cancel_execution', request_id: 'r2' },
    ])
    socket.deliver({ type: 'cancel_execution_result', request_id: 'r2', success: true, state: 'cancelled' })
    socket.deliver({ type: 'save_workflow_result', request_id: 'r1', success: true, revision: 4 })
    expect(await first).toMatchObject({ revision: 4 })
    expect(await second).toMatchObject({ state: 'cancelled' })
  })

  it('fails with the error of the reply and keeps the whole answer', async () => {
    const socket = open()
    const failure = client.request('save_workflow', save).catch((error: unknown) => error)
    await settle()
    const reply = {
      type: 'save_workflow_result',
      request_id: 'r1',
      success: false,
      error: { code: 'conflict', detail: 'Changed meanwhile.', newer: { revision: 5 } },
    }
    socket.deliver(reply)
    expect(await failure).toMatchObject({ code: 'conflict', message: 'Changed meanwhile.', answer: reply })
  })

  it('fails when no answer comes in time, and ignores the answer that comes later', async () => {
    const socket = open()
    const onReply = vi.fn()
    client.listen({ onReply })
    const failure = client.request('save_workflow', save, 500).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(500)
    expect(await failure).toMatchObject({ code: 'timeout' })
    socket.deliver({ type: 'save_workflow_result', request_id: 'r1', success: true, revision: 4 })
    expect(onReply).not.toHaveBeenCalled()
  })

  it('waits for a connection that is being made', async () => {
    client.start()
    const reply = client.request('save_workflow', save)
    await settle()
    expect(FakeWebSocket.last.sent).toEqual([])
    FakeWebSocket.last.accept()
    await settle()
    FakeWebSocket.last.deliver({ type: 'save_workflow_result', request_id: 'r1', success: true, revision: 4 })
    expect(await reply).toMatchObject({ revision: 4 })
  })

  it('does not wait longer than six seconds for it', async () => {
    client.start()
    const failure = client.request('ping', {}).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(await failure).toMatchObject({ code: 'offline' })
  })

  it('fails at once when the connection breaks before the answer', async () => {
    const socket = open()
    const failure = client.request('save_workflow', save).catch((error: unknown) => error)
    await settle()
    socket.close()
    expect(await failure).toMatchObject({ code: 'offline', message: 'The connection was lost before the answer came.' })
  })

  it('fails at once while the connection is down, and is never sent later', async () => {
    open().close()
    await expect(client.request('save_workflow', save)).rejects.toMatchObject({ code: 'offline' })
    await vi.advanceTimersByTimeAsync(500)
    FakeWebSocket.last.accept()
    await settle()
    expect(FakeWebSocket.last.sent).toEqual([])
  })

  it('fails when the client was never started', async () => {
    await expect(client.request('ping', {})).rejects.toMatchObject({ code: 'offline' })
    expect(FakeWebSocket.made).toEqual([])
  })
})

describe('reconnection', () => {
  it('tries again ever more slowly, and from the start after a success', async () => {
    open().close()
    await vi.advanceTimersByTimeAsync(499)
    expect(FakeWebSocket.made).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(FakeWebSocket.made).toHaveLength(2)
    FakeWebSocket.last.close()
    await vi.advanceTimersByTimeAsync(999)
    expect(FakeWebSocket.made).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    FakeWebSocket.last.accept()
    FakeWebSocket.last.close()
    await vi.advanceTimersByTimeAsync(500)
    expect(FakeWebSocket.made).toHaveLength(4)
  })

  it('tells listeners how the connection is', async () => {
    const states: LinkState[] = []
    client.listen({ onState: (state) => states.push(state) })
    open().close()
    await vi.advanceTimersByTimeAsync(500)
    FakeWebSocket.last.accept()
    expect(states).toEqual(['connecting', 'open', 'lost', 'open'])
  })

  it('answers new requests on the new connection, and takes no old reply for theirs', async () => {
    const old = open()
    client.request('save_workflow', save).catch(() => undefined)
    await settle()
    old.close()
    await vi.advanceTimersByTimeAsync(500)
    FakeWebSocket.last.accept()
    const reply = client.request('save_workflow', { ...save, base: 9 })
    await settle()
    FakeWebSocket.last.deliver({ type: 'save_workflow_result', request_id: 'r1', success: true, revision: 4 })
    FakeWebSocket.last.deliver({ type: 'save_workflow_result', request_id: 'r2', success: true, revision: 10 })
    expect(await reply).toMatchObject({ revision: 10 })
  })

  it('does not wait when the browser says that it is online again', () => {
    open().close()
    window.dispatchEvent(new Event('online'))
    expect(FakeWebSocket.made).toHaveLength(2)
  })

  it('has one connection when it tries again while another attempt is under way', async () => {
    open().close()
    await vi.advanceTimersByTimeAsync(500)
    const slow = FakeWebSocket.last
    window.dispatchEvent(new Event('online'))
    expect(FakeWebSocket.made).toHaveLength(3)
    expect(slow.readyState).toBe(FakeWebSocket.CLOSED)
    FakeWebSocket.last.accept()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(FakeWebSocket.made).toHaveLength(3)
  })

  it('ends when the client is stopped', async () => {
    open()
    client.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    window.dispatchEvent(new Event('online'))
    expect(FakeWebSocket.made).toHaveLength(1)
    expect(FakeWebSocket.last.readyState).toBe(FakeWebSocket.CLOSED)
  })
})

describe('the heartbeat', () => {
  it('asks every two and a half seconds', async () => {
    const socket = open()
    await vi.advanceTimersByTimeAsync(2_500)
    expect(socket.sent).toEqual([{ type: 'ping', request_id: 'r1' }])
  })

  it('shows a connection that no longer answers within five seconds, whatever the browser says of it', async () => {
    const socket = open()
    const states: LinkState[] = []
    client.listen({ onState: (state) => states.push(state) })
    socket.close = () => undefined // a frozen one, which never tells of its end
    await vi.advanceTimersByTimeAsync(5_000)
    expect(states).toEqual(['lost'])
    await vi.advanceTimersByTimeAsync(500)
    expect(FakeWebSocket.made).toHaveLength(2)
    FakeWebSocket.last.accept()
    expect(states).toEqual(['lost', 'open'])
  })

  it('keeps a connection that answers', async () => {
    const socket = open()
    await vi.advanceTimersByTimeAsync(2_500)
    socket.deliver({ type: 'ping_result', request_id: 'r1', success: true })
    await vi.advanceTimersByTimeAsync(2_499)
    expect(socket.readyState).toBe(FakeWebSocket.OPEN)
  })
})

describe('a listener', () => {
  it('hears pushes, requests and replies until it leaves', async () => {
    const heard: string[] = []
    const leave = client.listen({
      onPush: (push) => heard.push(push.type),
      onRequest: (type) => heard.push(type),
      onReply: (reply) => heard.push(reply.type),
    })
    const socket = open()
    socket.deliver({ type: 'workflow_status', workflow: 'w', run: 'r', state: 'running' })
    const reply = client.request('ping', {})
    await settle()
    socket.deliver({ type: 'ping_result', request_id: 'r1', success: true })
    await reply
    leave()
    socket.deliver({ type: 'workflow_status', workflow: 'w', run: 'r', state: 'succeeded' })
    expect(heard).toEqual(['workflow_status', 'ping', 'ping_result'])
  })
})
