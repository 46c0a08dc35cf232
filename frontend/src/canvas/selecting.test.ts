import type { MouseEvent } from 'react'
import { selectedIds } from '@/store/selection'
import { useFlow } from '@/store/flowStore'
import { makeGraph, makeNode } from '@/testing/graph'
import { openEditor } from '@/testing/page'
import { dropTextSelection, selectOnly } from './selecting'

const click = (nodeId: string, keys: Partial<MouseEvent> = {}) => {
  const node = useFlow.getState().nodes.find((each) => each.id === nodeId)
  if (node) selectOnly({ shiftKey: false, metaKey: false, ctrlKey: false, ...keys } as MouseEvent, node)
}

beforeEach(() => {
  openEditor(makeGraph([makeNode('a'), makeNode('b'), makeNode('c')]))
  useFlow.getState().select(['a', 'b'])
})

describe('a click', () => {
  it('on one of several selected nodes selects that one', () => {
    click('b')
    expect(selectedIds()).toEqual(['b'])
  })

  it.each(['shiftKey', 'metaKey', 'ctrlKey'] as const)('with %s leaves the others selected', (key) => {
    click('b', { [key]: true })
    expect(selectedIds()).toEqual(['a', 'b'])
  })
})

describe('a press on the canvas', () => {
  it('drops text that is selected elsewhere', () => {
    document.body.innerHTML = '<p>Some text</p>'
    window.getSelection()?.selectAllChildren(document.querySelector('p') as Element)
    dropTextSelection()
    expect(window.getSelection()?.toString()).toBe('')
  })
})
