import { fireEvent, screen, within } from '@testing-library/react'
import { DRAGGED_TYPE } from '@/canvas/useDropping'
import { useFlow } from '@/store/flowStore'
import { keptLayout } from '@/store/keptLayout'
import { makeType } from '@/testing/nodeType'
import { editor, graphShown, namelessButtons, openEditor, show } from '@/testing/page'
import { Palette } from './Palette'

const types = [
  makeType({ type: 'post.send_letter', label: 'Send letter', description: 'Puts a letter in the post.' }),
  makeType({ type: 'post.find_letter', label: 'Find letter' }),
  makeType({ type: 'bank.pay_bill', service: 'bank', service_name: 'Bank', label: 'Pay bill' }),
  makeType({ type: 'core.clock', kind: 'trigger', service: 'core', service_name: 'Core', label: 'Clock', inputs: [] }),
]

const search = () => screen.getByRole('searchbox', { name: /^Search nodes/ })
const button = (name: string | RegExp) => screen.getByRole('button', { name })
const shownNodes = () =>
  screen.getAllByRole('list').map((list) => [
    list.getAttribute('aria-label'),
    within(list).getAllByRole('button').map((each) => each.textContent),
  ])

beforeEach(() => openEditor())

describe('the palette', () => {
  it('holds the triggers, then every service with its nodes', () => {
    show(<Palette />, types)
    expect(screen.getByRole('complementary', { name: 'Nodes' })).toBeInTheDocument()
    expect(shownNodes()).toEqual([
      ['Triggers', ['CClock']],
      ['Post', ['PSend letter', 'PFind letter']],
      ['Bank', ['BPay bill']],
    ])
  })

  it('gives every button a name without its icon', () => {
    show(<Palette />, types)
    expect(namelessButtons()).toEqual([])
    expect(button('Send letter')).toHaveAccessibleDescription('Puts a letter in the post.')
    expect(button(/^Post/)).toHaveAccessibleName('Post 2')
  })

  it('tells the operations of one service apart by their glyphs', () => {
    show(<Palette />, [
      makeType({ label: 'Send letter', glyph_url: '/static/catalog/glyphs.svg#send' }),
      makeType({ type: 'post.find_letter', label: 'Find letter', glyph_url: '/static/catalog/glyphs.svg#search' }),
    ])
    const glyph = (name: string) => button(name).querySelector('use')?.getAttribute('href')
    expect([glyph('Send letter'), glyph('Find letter')]).toEqual(['/static/catalog/glyphs.svg#send', '/static/catalog/glyphs.svg#search'])
  })

  it('keeps the key beside the search out of its name', () => {
    show(<Palette />, types)
    expect(search()).toHaveAccessibleName('Search nodes')
  })

  it('folds a group away and back', async () => {
    const { user } = show(<Palette />, types)
    await user.click(button(/^Post/))
    expect(button(/^Post/)).toHaveAttribute('aria-expanded', 'false')
    expect(screen.queryByRole('button', { name: 'Send letter' })).not.toBeInTheDocument()
    await user.click(button(/^Post/))
    expect(button('Send letter')).toBeInTheDocument()
  })

  it('finds by what was typed, with the service beside it', async () => {
    const { user } = show(<Palette />, types)
    await user.type(search(), 'letter')
    expect(shownNodes()).toEqual([['Found nodes', ['PSend letterPost', 'PFind letterPost']]])
  })

  it('finds the nodes of a service by its name', async () => {
    const { user } = show(<Palette />, types)
    await user.type(search(), 'bank')
    expect(shownNodes()).toEqual([['Found nodes', ['BPay billBank']]])
  })

  it('says so when nothing is found, and shows everything again after Escape', async () => {
    const { user } = show(<Palette />, types)
    await user.type(search(), 'zzz')
    expect(screen.getByText('Nothing matches “zzz”.')).toBeInTheDocument()
    expect(screen.getAllByRole('button').map((each) => each.getAttribute('aria-label'))).toEqual(['Fold the palette'])
    await user.keyboard('{Escape}')
    expect(search()).toHaveValue('')
    expect(button('Pay bill')).toBeInTheDocument()
  })

  it('says so when the server offers nothing', () => {
    show(<Palette />)
    expect(screen.getByText('This server has no services installed.')).toBeInTheDocument()
  })

  it('adds the best match by Enter in the search, selected', async () => {
    const { user } = show(<Palette />, types)
    await user.type(search(), 'pay{Enter}')
    const [node, ...others] = graphShown().nodes
    expect(others).toEqual([])
    expect(node).toMatchObject({ type: 'bank.pay_bill', name: 'Pay bill', key: 'pay_bill', parameters: {}, account_mode: null, disabled: false })
    expect(useFlow.getState().nodes.map((each) => [each.id, each.selected])).toEqual([[node?.id, true]])
  })

  it('adds nothing by Enter while nothing is found or typed', async () => {
    const { user } = show(<Palette />, types)
    await user.type(search(), '{Enter}')
    await user.type(search(), 'zzz{Enter}')
    expect(graphShown().nodes).toEqual([])
  })

  it('walks by the arrow keys from the search to the nodes and back, and adds by Enter', async () => {
    const { user } = show(<Palette />, types)
    await user.click(search())
    await user.keyboard('{ArrowDown}')
    expect(button(/^Triggers/)).toHaveFocus()
    await user.keyboard('{ArrowDown}')
    expect(button('Clock')).toHaveFocus()
    await user.keyboard('{Enter}')
    expect(graphShown().nodes.map((node) => node.type)).toEqual(['core.clock'])
    await user.keyboard('{ArrowUp}{ArrowUp}')
    expect(search()).toHaveFocus()
  })

  it('stays on the last node at the end of the list', async () => {
    const { user } = show(<Palette />, types)
    button('Pay bill').focus()
    await user.keyboard('{ArrowDown}')
    expect(button('Pay bill')).toHaveFocus()
  })

  it('gives a second node of a kind its own place and name', async () => {
    const { user } = show(<Palette />, types)
    await user.click(button('Pay bill'))
    await user.click(button('Pay bill'))
    const [first, second] = graphShown().nodes
    expect([first?.name, second?.name]).toEqual(['Pay bill', 'Pay bill 2'])
    expect(second?.position).not.toEqual(first?.position)
  })

  it('adds a node for whoever the workflow runs for', async () => {
    editor().setSubject({ mode: 'customer', key: 'acme', name: 'Acme' })
    const { user } = show(<Palette />, types)
    await user.click(button('Pay bill'))
    expect(graphShown().nodes[0]).toMatchObject({ account_mode: null, customer_id: null })
  })

  it('names the node that is dragged out', () => {
    show(<Palette />, types)
    const dataTransfer = { setData: vi.fn() }
    fireEvent.dragStart(button('Pay bill'), { dataTransfer })
    expect(dataTransfer.setData).toHaveBeenCalledWith(DRAGGED_TYPE, 'bank.pay_bill')
  })

  it('folds to a rail that brings it back, and the browser remembers', async () => {
    const { user } = show(<Palette />, types)
    await user.click(button('Fold the palette'))
    expect(screen.queryByRole('searchbox')).not.toBeInTheDocument()
    expect(screen.getByRole('complementary', { name: 'Nodes' })).toBeInTheDocument()
    expect(namelessButtons()).toEqual([])
    expect(keptLayout().folded).toEqual({ palette: true, inspector: false })
    await user.click(button('Unfold the palette'))
    expect(search()).toBeInTheDocument()
    expect(keptLayout().folded).toEqual({ palette: false, inspector: false })
  })
})
