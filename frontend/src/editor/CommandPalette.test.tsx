import { act, screen, waitFor, within } from '@testing-library/react'
import { renameNode } from '@/lib/graph/edits'
import { useFlow } from '@/store/flowStore'
import { selectedIds } from '@/store/selection'
import { makeGraph, makeNode } from '@/testing/graph'
import { makeType } from '@/testing/nodeType'
import { editor, graphShown, openEditor, show } from '@/testing/page'
import { answerSocket, later } from '@/testing/server'
import { CommandPalette } from './CommandPalette'
import { EditorKeys } from './EditorKeys'
import { ShortcutSheet } from './ShortcutSheet'

const types = [makeType(), makeType({ type: 'bank.pay_bill', service: 'bank', service_name: 'Bank', label: 'Pay bill' })]

function showKeys() {
  window.history.replaceState(null, '', '/w/w')
  openEditor(makeGraph([makeNode('n', { name: 'Invitation' }), makeNode('m', { name: 'Reminder' })]))
  return show(
    <>
      <input aria-label="Elsewhere" />
      <EditorKeys />
      <CommandPalette />
      <ShortcutSheet />
    </>,
    types,
  )
}

async function open() {
  const page = showKeys()
  await page.user.keyboard('{Control>}k{/Control}')
  return page
}

const field = () => screen.getByRole('combobox')
const shown = () => screen.queryAllByRole('option').map((each) => each.textContent)
const chosen = () => screen.getByRole('option', { selected: true })

describe('the command palette', () => {
  it('opens by its key with the cursor in its field, and closes by Escape', async () => {
    const { user } = await open()
    expect(screen.getByRole('dialog', { name: 'Commands' })).toBeVisible()
    expect(field()).toHaveFocus()
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('opens while somebody is typing, too', async () => {
    const { user } = showKeys()
    await user.type(screen.getByRole('textbox', { name: 'Elsewhere' }), 'a{Control>}k{/Control}')
    expect(screen.getByRole('dialog', { name: 'Commands' })).toBeVisible()
  })

  it('holds commands, the nodes of the workflow, and nodes to add', async () => {
    await open()
    const groups = screen.getAllByRole('group').map((group) => [
      group.getAttribute('aria-labelledby') && document.getElementById(group.getAttribute('aria-labelledby') ?? '')?.textContent,
      within(group).getAllByRole('option').length,
    ])
    expect(groups).toEqual([['Commands', 12], ['In this workflow', 2], ['Add a node', 2]])
    expect(shown()).not.toContain('Run “Invitation”')
  })

  it('finds by what was typed, and says so when nothing is found', async () => {
    const { user } = await open()
    await user.type(field(), 'connections')
    expect(shown()).toEqual(['Show connections'])
    await user.clear(field())
    await user.type(field(), 'zzzz')
    expect(shown()).toEqual([])
    expect(screen.getByText('Nothing is called that.')).toBeVisible()
  })

  it('takes what the arrow keys reach by Enter, and closes', async () => {
    const { user } = await open()
    await user.type(field(), 'show')
    const [, second] = shown()
    await user.keyboard('{ArrowDown}')
    expect(chosen()).toHaveTextContent(second ?? '')
    await user.type(field(), ' connections{Enter}')
    expect(editor().dock).toMatchObject({ open: true, tab: 'connections' })
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('leads to a node', async () => {
    const { user } = await open()
    await user.type(field(), 'reminder{Enter}')
    expect(selectedIds()).toEqual(['m'])
  })

  it('adds a node, after the selected one', async () => {
    const { user } = showKeys()
    act(() => useFlow.getState().select(['n']))
    await user.keyboard('{Control>}k{/Control}')
    await user.type(field(), 'pay bill{Enter}')
    const added = graphShown().nodes.at(-1)
    expect(added).toMatchObject({ type: 'bank.pay_bill', name: 'Pay bill' })
    expect(graphShown().edges).toMatchObject([{ source: 'n', target: added?.id }])
    expect(selectedIds()).toEqual([added?.id])
  })

  it('runs the selected node', async () => {
    const sent = answerSocket({ execute_node: () => later().promise })
    const { user } = showKeys()
    act(() => useFlow.getState().select(['n']))
    await user.keyboard('{Control>}k{/Control}')
    await user.click(screen.getByRole('option', { name: /^Run “Invitation”/ }))
    expect(sent).toHaveBeenCalledWith('execute_node', expect.objectContaining({ node_id: 'n' }), expect.anything())
  })

  it('saves', async () => {
    const sent = answerSocket({ save_workflow: { revision: 4 } })
    const { user } = showKeys()
    act(() => editor().edit((graph) => renameNode(graph, 'n', 'New')))
    await user.keyboard('{Control>}k{/Control}')
    await user.type(field(), 'save now{Enter}')
    expect(sent).toHaveBeenCalledWith('save_workflow', expect.objectContaining({ workflow: 'w', base: 3 }))
  })

  it('leads to the list of workflows, to the theme and to the keys', async () => {
    const { user } = await open()
    await user.type(field(), 'dark theme{Enter}')
    expect(document.documentElement.dataset.theme).toBe('dark')
    await user.keyboard('{Control>}k{/Control}')
    await user.type(field(), 'keyboard{Enter}')
    expect(await screen.findByRole('dialog', { name: 'Keyboard' })).toBeVisible()
    await user.keyboard('{Escape}')
    await user.keyboard('{Control>}k{/Control}')
    await user.type(field(), 'all workflows{Enter}')
    expect(window.location.pathname).toBe('/')
  })
})

describe('the sheet of keys', () => {
  it('opens by its key, lists every key by group, and closes', async () => {
    const { user } = showKeys()
    await user.keyboard('?')
    const sheet = screen.getByRole('dialog', { name: 'Keyboard' })
    const groups = within(sheet).getAllByRole('heading', { level: 3 }).map((heading) => [
      heading.textContent,
      within(heading.parentElement as HTMLElement).getAllByRole('term')[0]?.textContent,
    ])
    expect(groups).toEqual([['General', 'Find a command or a node'], ['Nodes', 'Search the palette'], ['View', 'Select nothing']])
    const keys = Object.fromEntries(
      within(sheet).getAllByRole('term').map((term) => [term.textContent, term.nextElementSibling?.textContent]),
    )
    expect(Object.keys(keys)).toHaveLength(24)
    expect(keys).toMatchObject({ 'Find a command or a node': 'CtrlK', Rename: 'F2', Undo: 'CtrlZ', 'This sheet': '?', Delete: 'Del' })
    await user.click(within(sheet).getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  })

  it('does not open while somebody is typing', async () => {
    const { user } = showKeys()
    await user.type(screen.getByRole('textbox', { name: 'Elsewhere' }), 'why?')
    expect(screen.getByRole('textbox', { name: 'Elsewhere' })).toHaveValue('why?')
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('keeps single keys from acting on the canvas behind it', async () => {
    const { user } = showKeys()
    act(() => useFlow.getState().select(['n']))
    await user.keyboard('?')
    await user.keyboard('d{Delete}')
    expect(graphShown().nodes.map((node) => [node.id, node.disabled])).toEqual([['n', false], ['m', false]])
  })
})

describe('the panels at the sides', () => {
  it('fold and unfold by their keys, also while somebody is typing', async () => {
    const { user } = showKeys()
    await user.type(screen.getByRole('textbox', { name: 'Elsewhere' }), '{Control>}b{/Control}{Control>}i{/Control}')
    expect(editor().folded).toEqual({ palette: true, inspector: true })
    await user.keyboard('{Control>}b{/Control}')
    expect(editor().folded).toEqual({ palette: false, inspector: true })
  })

  it('unfold the palette for a search', async () => {
    const { user } = showKeys()
    act(() => editor().fold('palette', true))
    await user.keyboard('/')
    expect(editor().folded.palette).toBe(false)
  })
})
