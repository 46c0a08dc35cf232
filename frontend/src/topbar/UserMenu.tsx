import { BookOpen, FlaskConical, LogOut, Settings2, Workflow } from 'lucide-react'
import type { ReactNode } from 'react'
import { bootstrap, type Place } from '@/app/bootstrap'
import { navigate } from '@/app/router'
import { Menu, MenuHead, MenuItem, MenuLine } from '@/ui/Menu'

const ICONS: Record<Place['key'], ReactNode> = {
  editor: <Workflow size={15} />,
  administration: <Settings2 size={15} />,
  api: <BookOpen size={15} />,
  sandbox: <FlaskConical size={15} />,
}

/** The editor's own address needs no new page, and keeps what is not saved yet. */
function visit({ key, url }: Place) {
  if (key === 'editor') navigate(url)
  else window.location.assign(url)
}

function initials(name: string): string {
  const words = name.trim().split(/[\s@.]+/).filter(Boolean)
  return (words.length > 1 ? `${words[0]?.[0]}${words[1]?.[0]}` : (words[0]?.slice(0, 2) ?? '?')).toUpperCase()
}

export function UserMenu() {
  const { user, places, logout_url, version } = bootstrap
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
      {places.map((place) => (
        <MenuItem key={place.key} icon={ICONS[place.key]} onSelect={() => visit(place)}>
          {place.title}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem icon={<LogOut size={15} />} onSelect={() => window.location.assign(logout_url)}>
        Sign out
      </MenuItem>
      {version && <MenuHead>Version {version}</MenuHead>}
    </Menu>
  )
}
