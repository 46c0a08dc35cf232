import { act, renderHook } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import { renameNode } from '@/lib/graph/edits'
import { socket } from '@/socket/socket'
import { useEditor } from '@/store/store'
import { makeWorkflow } from '@/testing/workflow'
import { readDraft } from './draft'
import { useAutosave } from './useAutosave'

const state = () => useEditor.getState()
const rename = (name: string) => act(() => state().edit((graph) => renameNode(graph, 'a', name)))
const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

let leave: () => void

beforeEach(() => {
  vi.useFakeTimers()
  state().setLink('open')
  state().openWorkflow(makeWorkflow())
  leave = renderHook(() => useAutosave()).unmount
})

describe('autosave', () => {
  it('saves a moment after the last change, once', async () => {
    const request = vi.spyOn(socket, 'request').mockResolvedValue({ revision: 4 })
    rename('One')
    await wait(1_499)
    rename('Two')
    await wait(1_499)
    expect(request).not.toHaveBeenCalled()
    await wait(1)
    expect(request).toHaveBeenCalledTimes(1)
    await wait(10_000)
    expect(request).toHaveBeenCalledTimes(1)
  })

  it('keeps a draft before it saves', async () => {
    rename('One')
    await wait(250)
    expect(readDraft('w')).toMatchObject({ base: 3, graph: { nodes: [{ name: 'One' }] } })
  })

  it('keeps a draft at once when the page is left', () => {
    rename('One')
    window.dispatchEvent(new Event('pagehide'))
    expect(readDraft('w')?.graph.nodes[0]?.name).toBe('One')
  })

  it('keeps a draft at once when the workflow is left', () => {
    rename('One')
    leave()
    expect(readDraft('w')?.graph.nodes[0]?.name).toBe('One')
  })

  it('does not bring back a draft that the answer to a conflict dropped', () => {
    rename('One')
    act(() => state().setSave({ is: 'conflict', newer: { revision: 9, graph: makeWorkflow().graph } }))
    leave()
    expect(readDraft('w')).toBeNull()
  })

  it('keeps no draft of what was taken back', async () => {
    rename('One')
    await wait(250)
    act(() => state().undo())
    await wait(250)
    expect(readDraft('w')).toBeNull()
  })

  it('does not save while the connection is lost, and does when it is back', async () => {
    const request = vi.spyOn(socket, 'request').mockResolvedValue({ revision: 4 })
    act(() => state().setLink('lost'))
    rename('One')
    await wait(10_000)
    expect(request).not.toHaveBeenCalled()
    act(() => state().setLink('open'))
    await wait(1_500)
    expect(request).toHaveBeenCalledTimes(1)
  })

  it('leaves a refused save alone until the next change', async () => {
    const request = vi.spyOn(socket, 'request').mockRejectedValueOnce(new ProblemError({ code: 'input_error' }))
    request.mockResolvedValueOnce({ revision: 4 })
    rename('One')
    await wait(10_000)
    expect(request).toHaveBeenCalledTimes(1)
    expect(state().save.is).toBe('failed')
    rename('Two')
    await wait(1_500)
    expect(request).toHaveBeenCalledTimes(2)
    expect(state()).toMatchObject({ base: 4, save: { is: 'idle' } })
  })

  it('tries again after a save that the broken connection ended', async () => {
    const request = vi.spyOn(socket, 'request').mockRejectedValueOnce(new ProblemError({ code: 'offline' }))
    request.mockResolvedValueOnce({ revision: 4 })
    rename('One')
    await wait(1_500)
    act(() => state().setLink('lost'))
    act(() => state().setLink('open'))
    await wait(1_500)
    expect(request).toHaveBeenCalledTimes(2)
    expect(state().base).toBe(4)
  })
})
