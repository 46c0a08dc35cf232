import { Link } from '@/app/Link'
import { Logo } from '@/app/Logo'
import { LinkDot } from '@/topbar/LinkDot'
import { ThemeButton } from '@/topbar/ThemeButton'
import { UserMenu } from '@/topbar/UserMenu'

export function HomeBar() {
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b bg-surface px-4">
      <Link href="/" className="flex items-center gap-2.5 rounded-md pr-2 font-semibold tracking-tight">
        <Logo />
        Machina
      </Link>
      <span className="flex-1" />
      <LinkDot />
      <ThemeButton />
      <UserMenu />
    </header>
  )
}
