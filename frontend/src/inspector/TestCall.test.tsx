import { act, screen, waitFor } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import { makeGraph, makeNode } from '@/testing/graph'
import { editor, openEditor, show } from '@/testing/page'
import { answerSocket } from '@/testing/server'
import { TestCall } from './TestCall'

const hook = makeNode('hook', { type: 'trigger.webhook', parameters: { authentication: 'secret' } })
const answer = () => ({ url: 'https://m.example/hooks/test/abc/', secret: 'whsec_1', expires_at: new Date(Date.now() + 290_500).toISOString() })

function showTestCall(answers: Record<string, unknown>) {
  openEditor(makeGraph([hook]))
  const asked = answerSocket(answers)
  return { asked, ...show(<TestCall node={hook} disabled={false} />) }
}

describe('a test call', () => {
  it('shows where to call and with which secret, and how long', async () => {
    const { asked, user } = showTestCall({ listen_for_test_call: answer, stop_listening: {} })
    await user.click(screen.getByRole('button', { name: 'Listen for a test call' }))
    expect(await screen.findByText('https://m.example/hooks/test/abc/')).toBeVisible()
    expect(screen.getByText('whsec_1')).toBeVisible()
    expect(screen.getByText(/^Waits for one call, 4:(49|50|51) left$/)).toBeVisible()
    expect(asked).toHaveBeenCalledWith('listen_for_test_call', expect.objectContaining({ node_id: 'hook', account_mode: 'owner' }))
    await user.click(screen.getByRole('button', { name: 'Stop listening' }))
    expect(asked).toHaveBeenLastCalledWith('stop_listening', expect.objectContaining({ node_id: 'hook' }))
    expect(screen.getByRole('button', { name: 'Listen for a test call' })).toBeVisible()
  })

  it('is over once the call has come, whose run the canvas shows', async () => {
    const { user } = showTestCall({ listen_for_test_call: answer })
    await user.click(screen.getByRole('button', { name: 'Listen for a test call' }))
    await screen.findByText(/^Waits for one call/)
    act(() => editor().takeTestCall('hook', 'r1'))
    await waitFor(() => expect(screen.queryByText(/^Waits for one call/)).not.toBeInTheDocument())
    expect(editor().execution?.run).toBe('r1')
  })

  it('says why nobody listens', async () => {
    const { user } = showTestCall({ listen_for_test_call: new ProblemError({ code: 'permission_denied', detail: 'You may not.' }) })
    await user.click(screen.getByRole('button', { name: 'Listen for a test call' }))
    expect(await screen.findByText('Nobody listens: You may not.')).toBeVisible()
  })
})
