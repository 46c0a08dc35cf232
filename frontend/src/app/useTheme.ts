import { useState } from 'react'
import { storedTheme, storeTheme, type Theme } from './theme'

export function useTheme() {
  const [theme, setTheme] = useState<Theme>(storedTheme)
  const choose = (next: Theme) => {
    storeTheme(next)
    setTheme(next)
  }
  return { theme, choose }
}
