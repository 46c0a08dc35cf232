import type { Push } from '@/socket/messages'
import { linesOfPush, linesOfReply } from './consoleText'

const status: Push = {
  type: 'node_status', run: 'r', step: 's', node_id: 'n', state: 'failed', at: '', path: [], attempt: 1, number: 1, position: 1, message: 'Refused',
}

describe('linesOfPush', () => {
  it('says the state of a node and why', () => {
    expect(linesOfPush(status)).toEqual({ text: 'Failed — Refused', level: 'error', nodeId: 'n' })
  })

  it('says what a node waits for', () => {
    const message = 'Attempt 2 in 3 s: Post asks us to wait.'
    expect(linesOfPush({ ...status, state: 'running', message }).text).toBe(`Running — ${message}`)
  })

  it('warns when the outcome is unknown', () => {
    expect(linesOfPush({ ...status, state: 'outcome_unknown', message: null })).toEqual({
      text: 'Outcome unknown',
      level: 'warning',
      nodeId: 'n',
    })
  })

  it('says what a call was metered at', () => {
    const usage = { id: 'u', operation: 'post.send_letter', pricing_key: 'p', quantity: '1', unit: 'call', cost: '0', price: '0.002', currency: 'USD' }
    expect(linesOfPush({ type: 'usage_recorded', usage }).text).toBe('Metered post.send_letter at $0.0020')
  })

  it('says what a person is asked, and what became of it', () => {
    const asked = { type: 'approval_requested', approval: 'a', run: 'r', node_id: 'n', operation: 'post.send_letter', summary: '', expires_at: '' } as const
    expect(linesOfPush({ ...asked, summary: 'Post: Send letter' })).toEqual({ text: 'Asks a person: Post: Send letter', level: 'warning', nodeId: 'n' })
    expect(linesOfPush(asked).text).toBe('Asks a person: post.send_letter')
    expect(linesOfPush({ type: 'approval_answered', approval: 'a', run: 'r', node_id: 'n', state: 'refused' })).toEqual({
      text: 'A person has refused it', level: 'warning', nodeId: 'n',
    })
  })

  it('says what an agent does', () => {
    const event = { type: 'agent_event', run: 'r', step: 's', node_id: 'bot', turn: 1, tool: 'post_send_letter' } as const
    expect(linesOfPush({ ...event, kind: 'text', text: 'Two letters.' }).text).toBe('Two letters.')
    expect(linesOfPush({ ...event, kind: 'tool_call' })).toEqual({ text: 'Calls post_send_letter', level: 'info', nodeId: 'bot' })
    expect(linesOfPush({ ...event, kind: 'tool_result', state: 'succeeded' }).text).toBe('post_send_letter has answered')
    const error = { code: 'remote_rejected', detail: 'No stamps.' }
    expect(linesOfPush({ ...event, kind: 'tool_result', state: 'failed', error })).toMatchObject({ text: 'post_send_letter has failed: No stamps.', level: 'error' })
  })

  it('says how connecting ended', () => {
    expect(linesOfPush({ type: 'courier_oauth_complete', success: true, email: 'a@example.com' })).toEqual({
      text: 'Connected a@example.com',
      level: 'success',
      nodeId: null,
    })
    const error = { code: 'remote_rejected', detail: 'Declined.' }
    expect(linesOfPush({ type: 'courier_oauth_complete', success: false, error })).toMatchObject({ text: 'Declined.', level: 'error' })
  })
})

describe('linesOfReply', () => {
  it('says how a node ended and how long it took', () => {
    const reply = { type: 'execute_node_result', request_id: 'r1', success: true, node_id: 'n', state: 'succeeded', execution_time: 214 }
    expect(linesOfReply(reply)).toEqual({ text: 'Succeeded in 214 ms', level: 'success', nodeId: 'n' })
  })

  it('says why something was refused', () => {
    const error = { code: 'conflict', detail: 'Changed meanwhile.' }
    expect(linesOfReply({ type: 'save_workflow_result', request_id: 'r1', success: false, error })).toEqual({
      text: 'Changed meanwhile.',
      level: 'error',
      nodeId: null,
    })
  })
})
