/** Light, dark, or as the system is. Kept in this browser, where the admin keeps its own: one choice holds for both. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'adminTheme'

export function storedTheme(): Theme {
  const value = localStorage.getItem(KEY)
  return value === '"light"' ? 'light' : value === '"dark"' ? 'dark' : 'system'
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.dataset.theme = theme
}

export function storeTheme(theme: Theme): void {
  localStorage.setItem(KEY, JSON.stringify(theme === 'system' ? 'auto' : theme))
  applyTheme(theme)
}
