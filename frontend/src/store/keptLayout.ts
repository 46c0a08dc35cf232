/** Which panels are folded, and how the dock stands. Kept in this browser. */
export type SidePanel = 'palette' | 'inspector'
export type DockTab = 'output' | 'runs' | 'console' | 'connections' | 'problems'
export type Folded = Readonly<Record<SidePanel, boolean>>

export interface DockState {
  open: boolean
  tab: DockTab
  /** In pixels. */
  height: number
}

export interface KeptLayout {
  folded: Folded
  dock: DockState
}

export const LEAST_DOCK = 160
const CANVAS_KEEPS = 220
const KEY = 'machina:layout'
/** Those that have something to show on a fresh page. */
const TABS: readonly unknown[] = ['output', 'runs', 'console', 'connections'] satisfies DockTab[]

/** The height that leaves room for the canvas, and something to see. */
export function fittingDockHeight(height: number): number {
  return Math.round(Math.max(LEAST_DOCK, Math.min(height, window.innerHeight - CANVAS_KEEPS)))
}

/** What was kept, as far as it can be read, and defaults for the rest. */
export function keptLayout(): KeptLayout {
  const { folded = {}, dock = {} } = stored()
  return {
    folded: { palette: folded.palette === true, inspector: folded.inspector === true },
    dock: {
      open: dock.open === true,
      tab: TABS.includes(dock.tab) ? (dock.tab as DockTab) : 'output',
      height: fittingDockHeight(typeof dock.height === 'number' ? dock.height : 320),
    },
  }
}

export function keepLayout({ folded, dock }: KeptLayout): void {
  localStorage.setItem(KEY, JSON.stringify({ folded, dock }))
}

function stored(): { folded?: Record<string, unknown>; dock?: Record<string, unknown> } {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? 'null') as ReturnType<typeof stored> | null) ?? {}
  } catch {
    return {}
  }
}
