import { makeGraph, makeNode } from '@/testing/graph'
import { dropDraft, readDraft, writeDraft } from './draft'

const draft = { base: 3, graph: makeGraph([makeNode('a')]), at: 1 }

describe('a draft', () => {
  it('is read as it was written, by its own workflow', () => {
    expect(writeDraft('w', draft)).toBe(true)
    expect(readDraft('w')).toEqual(draft)
    expect(readDraft('other')).toBeNull()
  })

  it('is gone once it was dropped', () => {
    writeDraft('w', draft)
    dropDraft('w')
    expect(readDraft('w')).toBeNull()
  })

  it.each(['{broken', '{"base":"3","graph":{"nodes":[]}}', '{"base":3}', '7'])('is none when it reads %s', (text) => {
    localStorage.setItem('machina:draft:w', text)
    expect(readDraft('w')).toBeNull()
  })

  it('says when the browser refuses to keep it', () => {
    vi.stubGlobal('localStorage', {
      setItem: () => {
        throw new DOMException('Full', 'QuotaExceededError')
      },
      clear: () => undefined,
    })
    expect(writeDraft('w', draft)).toBe(false)
  })
})
