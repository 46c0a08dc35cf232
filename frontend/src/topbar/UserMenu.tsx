import { BookOpen, LogOut, Settings2 } from 'lucide-react'
import { bootstrap } from '@/app/bootstrap'
import { Menu, MenuHead, MenuItem, MenuLine } from '@/ui/Menu'

function initials(name: string): string {
  const words = name.trim().split(/[\s@.]+/).filter(Boolean)
  return (words.length > 1 ? `${words[0]?.[0]}${words[1]?.[0]}` : (words[0]?.slice(0, 2) ?? '?')).toUpperCase()
}

export function UserMenu() {
  const { user, admin_url, logout_url, version } = bootstrap
  const name = user.name || user.email || 'Signed in'
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Account menu of ${name}`}
          className="ml-1 flex size-7 items-center justify-center rounded-full bg-accent-soft text-2xs font-semibold text-accent-text ring-1 ring-accent-line"
        >
          {initials(name)}
        </button>
      }
    >
      <MenuHead>
        <span className="block text-sm font-medium text-text">{user.name || 'Signed in'}</span>
        {user.email}
      </MenuHead>
      <MenuLine />
      <MenuItem icon={<Settings2 size={15} />} onSelect={() => window.location.assign(admin_url)}>
        Administration
      </MenuItem>
      <MenuItem icon={<BookOpen size={15} />} onSelect={() => window.open('/api/docs/', '_blank', 'noopener')}>
        API documentation
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<LogOut size={15} />} onSelect={() => window.location.assign(logout_url)}>
        Sign out
      </MenuItem>
      {version && <MenuHead>Version {version}</MenuHead>}
    </Menu>
  )
}
