/** What is open on the screen: panels at the sides, dock, dialogs and the picker of nodes. */
import type { StateCreator } from 'zustand'
import type { Point } from '@/lib/graph/types'
import { keepLayout, keptLayout, type DockState, type DockTab, type Folded, type SidePanel } from './keptLayout'
import type { EditorStore } from './store'

export type Overlay = 'commands' | 'shortcuts' | null

/** Where a picked node goes: free on the canvas, after a node, or into an edge. */
export interface PickerTarget {
  screen: Point
  position?: Point
  after?: { node: string; handle: string }
  before?: { node: string; handle: string }
  edge?: string
}

export interface LayoutSlice {
  folded: Folded
  dock: DockState
  overlay: Overlay
  picker: PickerTarget | null
  renaming: string | null
  fold: (panel: SidePanel, isFolded: boolean) => void
  openDock: (tab: DockTab) => void
  toggleDock: () => void
  changeDock: (change: Partial<DockState>) => void
  setOverlay: (overlay: Overlay) => void
  setPicker: (picker: PickerTarget | null) => void
  setRenaming: (nodeId: string | null) => void
}

export const layoutSlice: StateCreator<EditorStore, [], [], LayoutSlice> = (set, get) => ({
  ...keptLayout(),
  overlay: null,
  picker: null,
  renaming: null,
  fold: (panel, isFolded) => {
    set(({ folded }) => ({ folded: { ...folded, [panel]: isFolded } }))
    keepLayout(get())
  },
  openDock: (tab) => get().changeDock({ tab, open: true }),
  toggleDock: () => get().changeDock({ open: !get().dock.open }),
  changeDock: (change) => {
    set(({ dock }) => ({ dock: { ...dock, ...change } }))
    keepLayout(get())
  },
  setOverlay: (overlay) => set({ overlay }),
  setPicker: (picker) => set({ picker }),
  setRenaming: (renaming) => set({ renaming }),
})
