import { screen } from '@testing-library/react'
import type { GraphNode } from '@/socket/messages'
import { useFlow } from '@/store/flowStore'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { openEditor, show } from '@/testing/page'
import { endRun, pushState } from '@/testing/runs'
import { answerSocket, later } from '@/testing/server'
import { OutputPane } from './OutputPane'

function showPane(change: Partial<GraphNode> = {}, { selected = true } = {}) {
  openEditor(makeGraph([makeNode('n', change)]))
  useFlow.getState().select(selected ? ['n'] : [])
  return show(<OutputPane />, [makeType()])
}

describe('no output', () => {
  const error = (code: string, detail: string, connect_url: string | null = null) => ({ code, detail, connect_url })

  it('says why it failed, and runs again', async () => {
    const asked = answerSocket({ execute_node: () => later().promise })
    const { user } = showPane()
    endRun('failed', { error: error('remote_rejected', 'There is no such street.') })
    expect(screen.getByRole('alert')).toHaveTextContent('The service refusedThere is no such street.')
    await user.click(screen.getByRole('button', { name: 'Run again' }))
    expect(asked).toHaveBeenCalledTimes(1)
    expect(screen.getByLabelText('Waiting for the result')).toBeVisible()
  })

  it('of an unknown outcome is never sent again from here', () => {
    showPane()
    endRun('outcome_unknown', { error: error('outcome_unknown', 'The answer got lost. Look at the outbox before you send again.') })
    expect(screen.getByRole('alert')).toHaveTextContent('The outcome is unknownThe answer got lost. Look at the outbox before you send again.')
    expect(screen.queryByRole('button')).not.toBeInTheDocument()
  })

  it.each([
    ['not_connected', 'Connect Courier'],
    ['reconnect_required', 'Reconnect'],
    ['scope_missing', 'Reconnect'],
  ])('of a node whose panel is not open offers the way out of %s', async (code, verb) => {
    const asked = answerSocket({ courier_oauth_login: { url: '/connect/start/1/' } })
    vi.spyOn(window, 'open').mockReturnValue(null)
    const { user } = showPane({}, { selected: false })
    endRun('failed', { error: error(code, 'No.', '/connect/courier/') })
    expect(screen.getAllByRole('button')).toHaveLength(1)
    await user.click(screen.getByRole('button', { name: verb }))
    expect(asked.mock.calls).toEqual([['courier_oauth_login', { services: ['post'] }]])
  })

  it('leaves the button to connect to the panel of the selected node', () => {
    showPane()
    endRun('failed', { error: error('not_connected', 'Not yet.', '/connect/courier/') })
    expect(screen.getByRole('alert')).toHaveTextContent('Not yet.')
    expect(screen.queryByRole('button')).not.toBeInTheDocument()
  })

  it('offers no connecting where that mends nothing', () => {
    showPane()
    endRun('failed', { error: error('not_connected', 'The account ada@globex.example is paused. Resume it in the admin.') })
    expect(screen.getByRole('alert')).toHaveTextContent('Resume it in the admin.')
    expect(screen.queryByRole('button', { name: /onnect/ })).not.toBeInTheDocument()
  })

  it('leads to the page that mends it where no account is chosen any more', () => {
    showPane({ account_mode: 'customer' }, { selected: false })
    endRun('failed', { error: error('reconnect_required', 'No.', 'https://machina.example/connect/again/1/') })
    expect(screen.getByRole('link', { name: 'Connect the account' })).toHaveAttribute('href', 'https://machina.example/connect/again/1/')
    expect(screen.queryByRole('button', { name: 'Run again' })).not.toBeInTheDocument()
  })

  it.each([
    ['succeeded', 'No output'],
    ['failed', 'The run failed'],
    ['cancelled', 'The run was cancelled'],
    ['skipped', 'Not run: no way led here'],
    ['outcome_unknown', 'The outcome is unknown'],
  ] as const)('of a run followed from elsewhere that is %s is told in words', (state, words) => {
    showPane()
    pushState(state, 'As the worker said.')
    expect(screen.getByText(words)).toBeVisible()
    expect(screen.getByText('As the worker said.')).toBeVisible()
  })
})
