import { render } from '@testing-library/react'
import { makeType } from '@/testing/nodeType'
import { NodeIcon } from './NodeIcon'

const send = makeType({ icon_url: '/static/services/post/icon.svg', glyph_url: '/static/catalog/glyphs.svg#send' })

describe('the icon of a node', () => {
  it("draws the operation's glyph upon its service's icon", () => {
    const { container } = render(<NodeIcon type={send} />)
    expect(container.querySelector('img')).toHaveAttribute('src', '/static/services/post/icon.svg')
    expect(container.querySelector('use')).toHaveAttribute('href', '/static/catalog/glyphs.svg#send')
    expect(container.firstElementChild).toHaveAttribute('aria-hidden', 'true')
  })

  it('is the icon alone where the operation has no glyph', () => {
    const { container } = render(<NodeIcon type={{ ...send, glyph_url: '' }} />)
    expect(container.querySelector('img')).toBeInTheDocument()
    expect(container.querySelector('use')).not.toBeInTheDocument()
  })

  it('is a letter where the node is not known here', () => {
    const { container } = render(<NodeIcon type={undefined} fallback="gone.away" />)
    expect(container).toHaveTextContent('G')
  })
})
