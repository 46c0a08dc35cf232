import { act, screen, within } from '@testing-library/react'
import { useFlow } from '@/store/flowStore'
import { selectedIds } from '@/store/selection'
import { makeAccount, makeProvider, makeService } from '@/testing/accounts'
import { makeGraph, makeNode } from '@/testing/graph'
import { editor, namelessButtons, openEditor, show } from '@/testing/page'
import { endRun } from '@/testing/runs'
import { answerSocket, serve } from '@/testing/server'
import type { Account } from '@/socket/messages'
import { Dock } from './Dock'

function showDock(accounts: Account[] = []) {
  serve({ 'GET /api/v1/services/': [makeService('post')], 'GET /api/v1/providers/': [makeProvider('courier')] })
  answerSocket({ courier_oauth_status: { connected: true, accounts } })
  openEditor(makeGraph([makeNode('n', { name: 'Letter' }), makeNode('m', { name: 'Other' })]))
  return show(<Dock />)
}

const tab = (name: string | RegExp) => screen.getByRole('tab', { name })
const usage = (price: string) => ({
  id: price, operation: 'post.send_letter', pricing_key: 'letter', quantity: '1', unit: 'letter', cost: '0', price, currency: 'USD',
})

describe('the dock', () => {
  it('is a bar that opens at a tab and closes at the same one', async () => {
    const { user } = showDock()
    expect(screen.queryByRole('tabpanel')).not.toBeInTheDocument()
    await user.click(tab('Output'))
    expect(tab('Output')).toHaveAttribute('aria-selected', 'true')
    expect(screen.getByRole('tabpanel', { name: 'Output' })).toHaveTextContent('No node selected')
    await user.click(tab('Console'))
    expect(screen.getByRole('tabpanel', { name: 'Console' })).toHaveTextContent('Nothing here yet')
    await user.click(tab('Console'))
    expect(screen.queryByRole('tabpanel')).not.toBeInTheDocument()
    expect(namelessButtons()).toEqual([])
  })

  it('opens and closes by its button', async () => {
    const { user } = showDock()
    await user.click(screen.getByRole('button', { name: 'Open the dock' }))
    await user.click(screen.getByRole('button', { name: 'Close the dock' }))
    expect(screen.getByRole('button', { name: 'Open the dock' })).toBeVisible()
  })

  it('grows and shrinks by the arrow keys', async () => {
    const { user } = showDock()
    await user.click(tab('Output'))
    const edge = screen.getByRole('separator', { name: 'Height of the dock' })
    edge.focus()
    await user.keyboard('{ArrowUp}')
    expect(edge).toHaveAttribute('aria-valuenow', '344')
    await user.keyboard('{ArrowDown}{ArrowDown}')
    expect(edge).toHaveAttribute('aria-valuenow', '296')
    act(() => editor().changeDock({ height: 161 }))
    await user.keyboard('{ArrowDown}')
    expect(edge).toHaveAttribute('aria-valuenow', '160')
  })

  it('counts the accounts that work, and tells when one does not', async () => {
    showDock([makeAccount('ann'), makeAccount('bob'), makeAccount('cyd', { status: 'needs_reconnect' })])
    expect(await screen.findByRole('tab', { name: 'Connections 2 , 1 needs attention' })).toBeVisible()
  })

  it('tells how many do not work', async () => {
    showDock([makeAccount('bob', { status: 'paused' }), makeAccount('cyd', { status: 'needs_reconnect' })])
    expect(await screen.findByRole('tab', { name: 'Connections 0 , 2 need attention' })).toBeVisible()
  })

  it('counts without a warning while all of them work', async () => {
    showDock([makeAccount('ann')])
    expect(await screen.findByRole('tab', { name: 'Connections 1' })).toBeVisible()
  })

  it('sums up the last run and leads to its output', async () => {
    const { user } = showDock()
    expect(screen.queryByTitle(/^Last run/)).not.toBeInTheDocument()
    endRun('succeeded', { result: [] })
    act(() => editor().finishRun('n', { state: 'succeeded', run: 'r', execution_time: 1_200, usage: usage('0.0042') }))
    const summary = screen.getByRole('button', { name: /^Succeeded Letter/ })
    expect(summary).toHaveAccessibleName('Succeeded Letter 1.2 s $0.0042')
    await user.click(summary)
    expect(selectedIds()).toEqual(['n'])
    expect(screen.getByRole('tabpanel', { name: 'Output' })).toBeVisible()
  })

  it('tells what all runs here cost together', () => {
    showDock()
    act(() => {
      for (const [id, price] of [['m', '0.10'], ['n', '0.2']] as const) {
        editor().startRun(id)
        editor().finishRun(id, { state: 'succeeded', run: id, execution_time: 5, usage: usage(price) })
      }
    })
    expect(screen.getByRole('button', { name: /^Succeeded/ })).toHaveAccessibleName('Succeeded Letter 5 ms $0.20 · $0.30 together')
  })
})

describe('the console', () => {
  const write = (type: string, level: 'info' | 'error', nodeId: string | null, text: string) =>
    act(() => editor().write({ direction: 'in', type, nodeId, level, text, payload: { type, text } }))

  async function showConsole() {
    const page = showDock()
    await page.user.click(tab('Console'))
    write('node_status', 'info', 'n', 'Running')
    write('node_status', 'error', 'm', 'Failed')
    write('save_workflow_result', 'info', null, 'Saved as revision 4')
    return page
  }
  const log = () => screen.getByRole('log', { name: 'Console' })
  const lines = () => within(log()).getAllByRole('time').map((time) => time.parentElement?.textContent?.replace(/^[\d:.]+/, ''))

  it('shows what happened, newest below', async () => {
    await showConsole()
    expect(lines()).toEqual(['·LetterRunningnode_status', '✕OtherFailednode_status', '·Saved as revision 4save_workflow_result'])
    expect(screen.getByText('3 events')).toBeVisible()
    expect(namelessButtons()).toEqual([])
  })

  it('shows only problems, or only the selected node', async () => {
    const { user } = await showConsole()
    await user.click(screen.getByRole('radio', { name: 'Problems' }))
    expect(lines()).toEqual(['✕OtherFailednode_status'])
    await user.click(screen.getByRole('radio', { name: 'Selected node' }))
    expect(screen.getByText('Nothing here yet')).toBeVisible()
    act(() => useFlow.getState().select(['n']))
    expect(lines()).toEqual(['·LetterRunningnode_status'])
  })

  it('opens a message, and leads to its node', async () => {
    const { user } = await showConsole()
    const [first] = within(log()).getAllByRole('button', { name: 'Open the message' })
    await user.click(first as HTMLElement)
    expect(log()).toHaveTextContent('{ "type": "node_status", "text": "Running" }')
    expect(screen.getByRole('button', { name: 'Close the message' })).toHaveAttribute('aria-expanded', 'true')
    await user.click(within(log()).getByRole('button', { name: 'Other' }))
    expect(selectedIds()).toEqual(['m'])
  })

  it('is cleared', async () => {
    const { user } = await showConsole()
    await user.click(screen.getByRole('button', { name: 'Clear the console' }))
    expect(screen.getByText('Nothing here yet')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Clear the console' })).toBeDisabled()
  })
})
