import { act, screen } from '@testing-library/react'
import { ApprovalList } from '@/approvals/ApprovalList'
import { useAsked } from '@/approvals/useAsked'
import type { Push } from '@/socket/messages'
import { socket } from '@/socket/socket'
import { selectedIds } from '@/store/selection'
import { makeGraph, makeNode } from '@/testing/graph'
import { editor, openEditor, show } from '@/testing/page'
import { makeApproval, pushState } from '@/testing/runs'
import { serve } from '@/testing/server'
import { useLiveEvents } from './useLiveEvents'

const requested: Push = { type: 'approval_requested', approval: 'a', run: 'r', node_id: 'letter', operation: 'post.send_letter', summary: 'Post: Send letter', expires_at: '2026-03-04T12:00:00Z' }
const answered: Push = { type: 'approval_answered', approval: 'a', run: 'r', node_id: 'letter', state: 'approved' }

function Host() {
  useLiveEvents()
  return <ApprovalList approvals={useAsked()} />
}

/** The page while the run `r` waits, and what the server pushes to it. */
function showPage(open: { approvals: ReturnType<typeof makeApproval>[] }) {
  openEditor(makeGraph([makeNode('n'), makeNode('letter')]))
  serve({ 'GET /api/v1/approvals/?run=r&state=open': () => open.approvals })
  let push: (message: Push) => void = () => undefined
  vi.spyOn(socket, 'listen').mockImplementation((listener) => {
    push = listener.onPush ?? push
    return () => undefined
  })
  vi.spyOn(socket, 'start').mockReturnValue()
  const page = show(<Host />)
  act(() => editor().beginExecution(false))
  act(() => editor().nameExecution('r'))
  pushState('waiting')
  return { ...page, push: (message: Push) => act(() => push(message)) }
}

const toast = () => screen.queryByText('The run waits for your answer.')

describe('what a run asks while it is watched', () => {
  it('appears with the news of it, and goes with the answer', async () => {
    const open = { approvals: [] as ReturnType<typeof makeApproval>[] }
    const { push, cache } = showPage(open)
    await vi.waitFor(() => expect(cache.isFetching()).toBe(0))
    open.approvals = [makeApproval()]
    push(requested)
    expect(await screen.findByRole('article')).toBeVisible()
    open.approvals = []
    push(answered)
    await vi.waitFor(() => expect(screen.queryByRole('article')).not.toBeInTheDocument())
  })

  it('is told to who looks elsewhere, with the way there', async () => {
    const { push, user } = showPage({ approvals: [] })
    push({ ...requested, run: 'another' })
    expect(toast()).not.toBeInTheDocument()
    push(requested)
    await user.click(await screen.findByRole('button', { name: 'Answer' }))
    expect([selectedIds(), editor().dock.open, editor().dock.tab]).toEqual([['letter'], true, 'output'])
  })

  it('is told to nobody who has it in sight', () => {
    const { push } = showPage({ approvals: [] })
    act(() => editor().openDock('output'))
    push(requested)
    expect(toast()).not.toBeInTheDocument()
  })
})
