/** The page as the server's template renders it, with the same strict CSP. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'

export async function editorPage(dist, port) {
  const manifest = JSON.parse(await readFile(`${dist}/.vite/manifest.json`, 'utf8'))
  const entry = manifest['src/main.tsx']
  const nonce = randomBytes(16).toString('base64')
  const bootstrap = {
    user: { name: 'Jo Operator', email: 'jo@machina.example' },
    csrf: 'mock-csrf',
    version: '0.1.0',
    demo: true,
    admin_url: '/admin/',
    logout_url: '/accounts/logout/',
  }
  const styles = (entry.css ?? []).map((file) => `<link rel="stylesheet" href="/static/${file}">`).join('\n')
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csp-nonce" content="${nonce}">
<title>Machina</title>
${styles}
</head>
<body>
<div id="root"></div>
<script type="application/json" id="bootstrap" nonce="${nonce}">${JSON.stringify(bootstrap)}</script>
<script type="module" src="/static/${entry.file}" nonce="${nonce}"></script>
</body>
</html>`
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  return {
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'same-origin-allow-popups',
    },
  }
}

/** The page a provider would show, shortened to a click that finishes the attempt. */
export function consentPage(attempt) {
  return `<!doctype html><html lang="en"><title>Mock consent</title>
<body><h1>Connect an account</h1>
<form method="post" action="/mock/consent/${attempt}"><button>Allow</button></form></body></html>`
}

export const CLOSING = `<!doctype html><html lang="en"><title>Connected</title>
<body><p>Connected. You can close this page.</p>
<script>window.close()</script></body></html>`
