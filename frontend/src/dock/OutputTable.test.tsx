import { screen, within } from '@testing-library/react'
import { show } from '@/testing/page'
import { OutputTable } from './OutputTable'

const letters = { letters: [{ id: 1, to: 'Ann' }, { id: 2, to: 'Bob' }], total: 2 }

async function openRow(output: unknown, number: number) {
  const { user } = show(<OutputTable output={output} />)
  await user.click(screen.getByRole('button', { name: `Open row ${number}` }))
  return user
}

async function copiedPathOf(text: string, user: Awaited<ReturnType<typeof openRow>>) {
  const leaf = screen.getByText(text).closest('[role="treeitem"]') as HTMLElement
  await user.click(within(leaf).getByRole('button', { name: 'Copy path' }))
  return navigator.clipboard.readText()
}

describe('an opened row', () => {
  it('hands out paths from the top of the output', async () => {
    const user = await openRow(letters, 2)
    expect(screen.getByRole('button', { name: 'Close letters[1]' })).toBeVisible()
    expect(await copiedPathOf('"Bob"', user)).toBe('letters[1].to')
  })

  it('counts from the output itself where that is the list', async () => {
    const user = await openRow(letters.letters, 1)
    expect(await copiedPathOf('"Ann"', user)).toBe('[0].to')
  })

  it('moves on with its paths', async () => {
    const user = await openRow(letters, 1)
    await user.click(screen.getByRole('button', { name: 'Row after' }))
    expect(await copiedPathOf('"Bob"', user)).toBe('letters[1].to')
  })
})
