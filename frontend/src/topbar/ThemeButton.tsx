import { Monitor, Moon, Sun } from 'lucide-react'
import { useTheme } from '@/app/useTheme'
import { IconButton } from '@/ui/IconButton'

const NEXT = { system: 'light', light: 'dark', dark: 'system' } as const
const WORDS = { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' }
const ICONS = { system: <Monitor size={16} />, light: <Sun size={16} />, dark: <Moon size={16} /> }

export function ThemeButton() {
  const { theme, choose } = useTheme()
  return (
    <IconButton label={WORDS[theme]} onClick={() => choose(NEXT[theme])}>
      {ICONS[theme]}
    </IconButton>
  )
}
