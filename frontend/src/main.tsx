/** Starts the editor in the page that the server rendered. */
import { setNonce } from 'get-nonce'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { nonce } from './app/bootstrap'
import { applyTheme, storedTheme } from './app/theme'
import './styles/index.css'

if (nonce) setNonce(nonce)
applyTheme(storedTheme())

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
