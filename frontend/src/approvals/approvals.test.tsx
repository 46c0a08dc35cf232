import { act, screen, waitFor, within } from '@testing-library/react'
import { ProblemError } from '@/api/problem'
import type { Approval } from '@/api/types'
import { OutputPane } from '@/dock/OutputPane'
import { useFlow } from '@/store/flowStore'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { editor, namelessButtons, openEditor, show } from '@/testing/page'
import { makeApproval, pushState } from '@/testing/runs'
import { answerSocket, serve } from '@/testing/server'

const letter = makeType({
  input_schema: {
    type: 'object',
    required: ['to'],
    properties: { to: { type: 'string', title: 'To' }, text: { type: 'string', title: 'Text' } },
  },
})
const agent = makeType({ type: 'agent.run', kind: 'control', label: 'Agent', account: 'none' })
const account = { id: 'c', email: 'team@acme.example', name: null, is_default: true, status: 'active' }
const LIST = 'GET /api/v1/approvals/?run=r&state=open'

/** The agent `n` waits in the run `r` because the node that is lent to it asks. */
function showPane(approvals: Approval[] = [makeApproval()], answer: unknown = { state: 'approved' }) {
  let open = approvals
  openEditor(makeGraph([makeNode('n', { type: 'agent.run', name: 'Bot' }), makeNode('letter', { name: 'Letter' }), makeNode('other', { name: 'Other' })]))
  serve({ [LIST]: () => open, 'GET /api/v1/customers/globex/': { key: 'globex', name: 'Globex GmbH' } })
  const asked = answerSocket({
    courier_oauth_status: { accounts: [account] },
    answer_approval: (sent: { approval: string }) => {
      if (!(answer instanceof ProblemError)) open = open.filter((each) => each.id !== sent.approval)
      return answer
    },
  })
  useFlow.getState().select(['n'])
  const page = show(<OutputPane />, [letter, agent])
  pushState('waiting', 'Waits for a person: Post: Send letter')
  return { ...page, answered: () => asked.mock.calls.filter(([type]) => type === 'answer_approval').map(([, sent]) => sent) }
}

const question = () => screen.findByRole('article', { name: 'Post: Send letter' })
const press = (name: string) => screen.getByRole('button', { name })

describe('what a run asks a person', () => {
  it('says what will be done, on whose account, until when', async () => {
    showPane()
    const card = await question()
    expect(within(card).getAllByRole('definition').map((each) => each.textContent)).toEqual(['Ann', 'At noon?'])
    expect(within(card).getAllByRole('term').map((each) => each.textContent)).toEqual(['To', 'Text'])
    expect(await within(card).findByText(/^Owner · team@acme.example/)).toHaveTextContent(/can be answered until 4 Mar/)
    expect(screen.queryByLabelText('Waiting for the result')).not.toBeInTheDocument()
    expect(namelessButtons()).toEqual([])
  })

  it('names the customer', async () => {
    showPane([makeApproval({ customer: 'globex' })])
    expect(await within(await question()).findByText(/^Globex GmbH · team@acme.example/)).toBeVisible()
  })

  it('is approved, and gone then', async () => {
    const { user, answered } = showPane()
    await question()
    await user.click(press('Approve'))
    expect(answered()).toEqual([{ approval: 'a', decision: 'approve' }])
    await waitFor(() => expect(screen.queryByRole('article')).not.toBeInTheDocument())
    expect(screen.getByText('Waits for a person: Post: Send letter')).toBeVisible()
  })

  it('is approved with other arguments, which are checked before', async () => {
    const { user, answered } = showPane()
    await question()
    await user.click(press('Edit'))
    const dialog = screen.getByRole('dialog', { name: 'Change, then send letter' })
    await user.clear(within(dialog).getByRole('textbox', { name: 'To' }))
    await user.click(within(dialog).getByRole('button', { name: 'Approve with changes' }))
    expect(await within(dialog).findByText('Required.')).toBeVisible()
    expect(answered()).toEqual([])
    await user.type(within(dialog).getByRole('textbox', { name: 'To' }), 'Bob')
    await user.click(within(dialog).getByRole('button', { name: 'Approve with changes' }))
    expect(answered()).toEqual([{ approval: 'a', decision: 'approve', parameters: { to: 'Bob', text: 'At noon?' } }])
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  })

  it('shows at its field what the server does not take', async () => {
    const errors = [{ field: 'parameters.to', message: 'Nobody lives there.' }]
    const { user } = showPane([makeApproval()], new ProblemError({ code: 'input_error', errors }))
    await question()
    await user.click(press('Edit'))
    await user.click(press('Approve with changes'))
    expect(await screen.findByText('Nobody lives there.')).toBeVisible()
    expect(screen.getByRole('textbox', { name: 'To' })).toHaveAccessibleDescription(/Nobody lives there/)
  })

  it('is refused with a reason', async () => {
    const { user, answered } = showPane()
    await question()
    await user.click(press('Refuse'))
    expect(screen.getByLabelText(/^Reason/)).toHaveFocus()
    await user.keyboard('Not today. ')
    await user.click(press('Refuse'))
    expect(answered()).toEqual([{ approval: 'a', decision: 'refuse', note: 'Not today.' }])
  })

  it('says why an answer does not count', async () => {
    const { user } = showPane([makeApproval()], new ProblemError({ code: 'permission_denied', detail: 'vera lacks the right operate.' }))
    await question()
    await user.click(press('Approve'))
    expect(await screen.findByText('vera lacks the right operate.')).toBeVisible()
    expect(screen.getByRole('article')).toBeVisible()
  })

  it('says so where its arguments may not be read, and has nothing to edit then', async () => {
    const withheld = "Hidden: 'vera' lacks the right 'read_content'."
    showPane([makeApproval({ summary: withheld, parameters: null, withheld })])
    expect(await screen.findByRole('article', { name: withheld })).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Edit' })).not.toBeInTheDocument()
  })
})

describe('a wait for anything else', () => {
  it('draws no sign of loading', async () => {
    showPane([])
    expect(screen.getByText('Waits for a person: Post: Send letter')).toBeVisible()
    expect(screen.queryByLabelText('Waiting for the result')).not.toBeInTheDocument()
  })

  it('is left to another run than the one on the canvas', async () => {
    showPane()
    await question()
    act(() => editor().beginExecution(true))
    expect(screen.queryByRole('article')).not.toBeInTheDocument()
  })
})

describe('where it is asked', () => {
  it('is at the node that would be run, and at the agent that waits', async () => {
    showPane()
    act(() => useFlow.getState().select(['letter']))
    expect(await question()).toBeVisible()
  })

  it('leads there from any other node', async () => {
    const { user } = showPane()
    await question()
    act(() => useFlow.getState().select(['other']))
    expect(screen.queryByRole('article')).not.toBeInTheDocument()
    expect(screen.getByText(/^Waits for your answer/)).toHaveTextContent('Post: Send letter, on the operator’s own account')
    await user.click(press('Answer'))
    expect(await question()).toBeVisible()
  })

  it('keeps questions of two agents apart', async () => {
    showPane([makeApproval(), makeApproval({ id: 'b', step: 'another', node_id: 'other', summary: 'b' })])
    await question()
    expect(screen.getAllByRole('article')).toHaveLength(1)
  })
})
