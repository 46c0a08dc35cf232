import { Command, Redo2, Undo2 } from 'lucide-react'
import { Link } from '@/app/Link'
import { Logo } from '@/app/Logo'
import { shortcut } from '@/lib/shortcuts'
import { useEditor } from '@/store/store'
import { IconButton } from '@/ui/IconButton'
import { VariablesButton } from '@/variables/VariablesButton'
import { LinkDot } from './LinkDot'
import { RunButton } from './RunButton'
import { SaveStatus } from './SaveStatus'
import { ShipButtons } from './ShipButtons'
import { SubjectPicker } from './SubjectPicker'
import { ThemeButton } from './ThemeButton'
import { UserMenu } from './UserMenu'
import { WorkflowName } from './WorkflowName'

export function TopBar() {
  const canUndo = useEditor((state) => state.history.past.length > 0)
  const canRedo = useEditor((state) => state.history.future.length > 0)
  const undo = useEditor((state) => state.undo)
  const redo = useEditor((state) => state.redo)
  const setOverlay = useEditor((state) => state.setOverlay)
  return (
    <header className="z-20 flex h-12 shrink-0 items-center gap-1 border-b bg-surface px-3">
      <Link href="/" aria-label="Machina: all workflows" className="flex items-center gap-2 rounded-md p-1 font-semibold tracking-tight hover:bg-hover">
        <Logo />
        <span className="pr-1">Machina</span>
      </Link>
      <span aria-hidden className="px-0.5 text-line-strong">/</span>
      <WorkflowName />
      <SaveStatus />
      <span className="flex-1" />
      <SubjectPicker />
      <span aria-hidden className="mx-1.5 h-5 w-px bg-line" />
      <IconButton label="Undo" keys={shortcut('undo')} disabled={!canUndo} onClick={undo}>
        <Undo2 size={16} />
      </IconButton>
      <IconButton label="Redo" keys={shortcut('redo')} disabled={!canRedo} onClick={redo}>
        <Redo2 size={16} />
      </IconButton>
      <IconButton label="Commands" keys={shortcut('commands')} onClick={() => setOverlay('commands')}>
        <Command size={15} />
      </IconButton>
      <ThemeButton />
      <LinkDot />
      <VariablesButton />
      <ShipButtons />
      <RunButton />
      <UserMenu />
    </header>
  )
}
