import { ChevronDown, ChevronUp } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { shortcut } from '@/lib/shortcuts'
import type { DockTab } from '@/store/keptLayout'
import { useEditor } from '@/store/store'
import { cx } from '@/ui/cx'
import { IconButton } from '@/ui/IconButton'
import { ConsolePane } from './ConsolePane'
import { DockResizer } from './DockResizer'
import { ConnectionsTab } from './ConnectionsTab'
import { ProblemsPane } from './ProblemsPane'
import { OutputPane } from './OutputPane'
import { RunSummary } from './RunSummary'

const ConnectionsPane = lazy(() =>
  import('@/connections/ConnectionsPane').then((module) => ({ default: module.ConnectionsPane })),
)

const RunsPane = lazy(() => import('./RunsPane').then((module) => ({ default: module.RunsPane })))

const TABS: readonly { id: DockTab; label: string }[] = [
  { id: 'output', label: 'Output' },
  { id: 'runs', label: 'Runs' },
  { id: 'console', label: 'Console' },
  { id: 'connections', label: 'Connections' },
]

/** The lower part: results, console and connections; a bar when closed. */
export function Dock() {
  const { open, tab, height } = useEditor((state) => state.dock)
  const openDock = useEditor((state) => state.openDock)
  const toggle = useEditor((state) => state.toggleDock)
  const change = useEditor((state) => state.changeDock)

  const refused = useEditor((state) => state.problems?.list.length ?? 0)
  const tabs = refused > 0 ? [{ id: 'problems' as const, label: `Problems ${refused}` }, ...TABS] : TABS

  return (
    <section aria-label="Results" className="relative flex shrink-0 flex-col border-t bg-surface" style={{ height: open ? height : 37 }}>
      {open && <DockResizer height={height} onChange={(wanted) => change({ height: wanted })} />}
      <div className="flex h-9 shrink-0 items-center gap-1 px-2">
        <div role="tablist" aria-label="Results" className="flex h-full items-center">
          {tabs.map(({ id, label }) => {
            const active = open && tab === id
            return (
              <button
                key={id}
                type="button"
                role="tab"
                id={`dock-tab-${id}`}
                aria-selected={active}
                aria-controls="dock-panel"
                onClick={() => (active ? toggle() : openDock(id))}
                className={cx(
                  'relative flex h-full items-center gap-1.5 px-2.5 text-xs font-medium',
                  active
                    ? 'text-text after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full after:bg-accent'
                    : 'text-text-2 hover:text-text',
                )}
              >
                {id === 'connections' ? <ConnectionsTab /> : label}
              </button>
            )
          })}
        </div>
        <span className="flex-1" />
        <RunSummary />
        <IconButton label={open ? 'Close the dock' : 'Open the dock'} keys={shortcut('dock')} size="sm" side="top" onClick={toggle}>
          {open ? <ChevronDown size={15} /> : <ChevronUp size={15} />}
        </IconButton>
      </div>
      {open && (
        <div id="dock-panel" role="tabpanel" aria-labelledby={`dock-tab-${tab}`} className="min-h-0 flex-1 border-t">
          {tab === 'output' && <OutputPane />}
          {tab === 'problems' && <ProblemsPane />}
          {tab === 'runs' && (
            <Suspense fallback={<div className="skeleton m-4 h-24" />}>
              <RunsPane />
            </Suspense>
          )}
          {tab === 'console' && <ConsolePane />}
          {tab === 'connections' && (
            <Suspense fallback={<div className="skeleton m-4 h-24" />}>
              <ConnectionsPane />
            </Suspense>
          )}
        </div>
      )}
    </section>
  )
}
