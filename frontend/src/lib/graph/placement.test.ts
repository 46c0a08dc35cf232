import { makeGraph, makeNode } from '@/testing/graph'
import { freePosition, positionAfter, snap } from './placement'

describe('snap', () => {
  it('goes to the nearest point of the grid', () => {
    expect(snap({ x: 11, y: 12.5 })).toEqual({ x: 8, y: 16 })
  })
})

describe('freePosition', () => {
  it('takes the wanted place when it is free', () => {
    expect(freePosition(makeGraph([]), { x: 80, y: 160 })).toEqual({ x: 80, y: 160 })
  })

  it('goes below what is in the way', () => {
    expect(freePosition(makeGraph([makeNode('a')]), { x: 0, y: 0 })).toEqual({ x: 0, y: 96 })
  })
})

describe('positionAfter', () => {
  it('is to the right of the node', () => {
    expect(positionAfter(makeGraph([makeNode('a')]), 'a')).toEqual({ x: 304, y: 0 })
  })

  it('is below the node that already follows', () => {
    const next = makeNode('b', { position: { x: 304, y: 0 } })
    expect(positionAfter(makeGraph([makeNode('a'), next]), 'a')).toEqual({ x: 304, y: 96 })
  })

  it('is the start of the canvas when the node is gone', () => {
    expect(positionAfter(makeGraph([]), 'a')).toEqual({ x: 0, y: 0 })
  })
})
