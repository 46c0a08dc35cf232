/** A part of Machina, as the menus of all parts show it. */
export interface Place {
  key: 'editor' | 'administration' | 'api' | 'sandbox'
  title: string
  url: string
}

/** What the server wrote into the page: who is signed in, and the tokens this page needs. */
export interface Bootstrap {
  user: { name: string; email: string }
  csrf: string
  version: string
  demo: boolean
  admin_url: string
  places: readonly Place[]
  logout_url: string
}

const NOBODY: Bootstrap = {
  user: { name: '', email: '' },
  csrf: '',
  version: '',
  demo: false,
  admin_url: '/admin/',
  places: [
    { key: 'editor', title: 'Editor', url: '/' },
    { key: 'administration', title: 'Administration', url: '/admin/' },
    { key: 'api', title: 'API documentation', url: '/api/docs/' },
  ],
  logout_url: '/accounts/logout/',
}

function read(): Bootstrap {
  const text = document.getElementById('bootstrap')?.textContent
  return text ? { ...NOBODY, ...(JSON.parse(text) as Partial<Bootstrap>) } : NOBODY
}

export const bootstrap: Bootstrap = read()

/** The nonce that the page's CSP allows for styles made at run time. */
export const nonce: string =
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
