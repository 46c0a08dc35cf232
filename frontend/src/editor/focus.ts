/** Where the keyboard is. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** In the canvas or nowhere in particular: then single keys act on the selection. */
export function isOnCanvas(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return true
  return target === document.body || target.closest('#canvas') !== null
}

/** A dialog or menu is open and owns the keyboard. */
export function isOverlaid(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role="dialog"],[role="alertdialog"],[role="menu"]') !== null
}
