/** Brings a field of the open panel into view and puts the focus into it. */
const PATIENCE_MS = 1_500

function control(field: string): HTMLElement | null {
  const parts = field.split(/[.[\]]+/).filter(Boolean)
  for (let length = parts.length; length > 0; length -= 1) {
    const place = document.querySelector(`[data-field="root.${CSS.escape(parts.slice(0, length).join('.')).replaceAll('\\.', '.')}"]`)
    const found = place?.querySelector<HTMLElement>('input, textarea, select, [contenteditable="true"], button[id]')
    if (found) return found
  }
  return null
}

/** The panel may still be on its way. */
export function focusField(field: string): void {
  if (!field) return
  const until = performance.now() + PATIENCE_MS
  const attempt = () => {
    const found = control(field)
    if (found) {
      found.scrollIntoView({ block: 'center' })
      found.focus({ preventScroll: true })
    } else if (performance.now() < until) requestAnimationFrame(attempt)
  }
  requestAnimationFrame(attempt)
}
