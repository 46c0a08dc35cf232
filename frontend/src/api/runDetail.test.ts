import { makeRun } from '@/testing/runs'
import { serve } from '@/testing/server'
import { getRun } from './runDetail'

const step = (node: string) => ({ node, state: 'succeeded' as const })

describe('a run', () => {
  it('comes with the steps of all pages', async () => {
    serve({
      'GET /api/v1/runs/r/': makeRun({ steps: [step('a')], next_steps: 'http://elsewhere/api/v1/runs/r/steps?after=1' }),
      'GET /api/v1/runs/r/steps?after=1': { results: [step('b')], next: '/api/v1/runs/r/steps?after=2' },
      'GET /api/v1/runs/r/steps?after=2': { results: [step('c')], next: null },
    })
    expect((await getRun('r')).steps.map((each) => each.node)).toEqual(['a', 'b', 'c'])
  })

  it('is asked for once where all of them come along', async () => {
    const asked = serve({ 'GET /api/v1/runs/r/': makeRun({ steps: [step('a')], next_steps: null }) })
    expect((await getRun('r')).steps).toHaveLength(1)
    expect(asked).toHaveLength(1)
  })
})
