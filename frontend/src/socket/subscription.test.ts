import { socket } from './socket'
import { follow, isReplaying, noteNewest, notePosition, unfollow } from './subscription'

const answered = (position: number) => vi.spyOn(socket, 'request').mockResolvedValue({ position })

beforeEach(() => unfollow())

describe('follow', () => {
  it('asks from the start the first time, and for what was missed after that', async () => {
    const request = answered(7)
    await follow('w')
    notePosition(9)
    await follow('w')
    expect(request.mock.calls).toEqual([
      ['subscribe', { workflow: 'w', since: 0 }],
      ['subscribe', { workflow: 'w', since: 9 }],
    ])
  })

  it('never goes back when events arrive out of order', async () => {
    const request = answered(7)
    await follow('w')
    notePosition(3)
    await follow('w')
    expect(request).toHaveBeenLastCalledWith('subscribe', { workflow: 'w', since: 7 })
  })

  it('starts anew for another workflow, and after it was left', async () => {
    const request = answered(7)
    await follow('w')
    await follow('other')
    expect(request).toHaveBeenLastCalledWith('subscribe', { workflow: 'other', since: 0 })
    unfollow()
    await follow('other')
    expect(request).toHaveBeenLastCalledWith('subscribe', { workflow: 'other', since: 0 })
  })

  it('survives a connection that breaks, and asks for the same again', async () => {
    const request = answered(7)
    await follow('w')
    request.mockRejectedValueOnce(new Error('gone'))
    await follow('w')
    await follow('w')
    expect(request).toHaveBeenLastCalledWith('subscribe', { workflow: 'w', since: 7 })
  })

  it('says that events are of the past until the answer came', async () => {
    answered(7)
    const following = follow('w')
    expect(isReplaying()).toBe(true)
    await following
    expect(isReplaying()).toBe(false)
  })
})

describe('noteNewest', () => {
  it('asks for what was missed when the server is ahead', async () => {
    const request = answered(7)
    await follow('w')
    noteNewest(9)
    expect(request).toHaveBeenLastCalledWith('subscribe', { workflow: 'w', since: 7 })
    expect(request).toHaveBeenCalledTimes(2)
  })

  it('asks for nothing when nothing is missing, or nothing is followed', async () => {
    const request = answered(7)
    noteNewest(9)
    await follow('w')
    noteNewest(7)
    noteNewest(undefined)
    expect(request).toHaveBeenCalledTimes(1)
  })
})
