import { accountName } from './accountName'

describe('the name of an account', () => {
  it.each([
    [{ email: 'ann@post.example', name: 'Ann' }, 'ann@post.example'],
    [{ email: '', name: 'Globex' }, 'Globex'],
    [{ email: null, name: 'Globex' }, 'Globex'],
    [{ email: '', name: '' }, 'c-1'],
  ])('of %o is %s', (told, shown) => {
    expect(accountName({ id: 'c-1', ...told })).toBe(shown)
  })
})
