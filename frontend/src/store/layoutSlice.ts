/** What is open on the screen: panels at the sides, dock, dialogs and the picker of nodes. */
import type { StateCreator } from 'zustand'
import type { Point } from '@/lib/graph/types'
import { keepFolded, keptFolded, type SidePanel } from './foldedPanels'
import type { EditorStore } from './store'

export type DockTab = 'output' | 'console' | 'connections'
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
  folded: Readonly<Record<SidePanel, boolean>>
  dock: { open: boolean; tab: DockTab; height: number }
  overlay: Overlay
  picker: PickerTarget | null
  renaming: string | null
  fold: (panel: SidePanel, isFolded: boolean) => void
  openDock: (tab: DockTab) => void
  toggleDock: () => void
  setDockHeight: (height: number) => void
  setOverlay: (overlay: Overlay) => void
  setPicker: (picker: PickerTarget | null) => void
  setRenaming: (nodeId: string | null) => void
}

export const layoutSlice: StateCreator<EditorStore, [], [], LayoutSlice> = (set, get) => ({
  folded: keptFolded(),
  dock: { open: false, tab: 'output', height: 320 },
  overlay: null,
  picker: null,
  renaming: null,
  fold: (panel, isFolded) => {
    const folded = { ...get().folded, [panel]: isFolded }
    keepFolded(folded)
    set({ folded })
  },
  openDock: (tab) => set(({ dock }) => ({ dock: { ...dock, tab, open: true } })),
  toggleDock: () => set(({ dock }) => ({ dock: { ...dock, open: !dock.open } })),
  setDockHeight: (height) => set(({ dock }) => ({ dock: { ...dock, height } })),
  setOverlay: (overlay) => set({ overlay }),
  setPicker: (picker) => set({ picker }),
  setRenaming: (renaming) => set({ renaming }),
})
