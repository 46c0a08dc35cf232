/** The state of the live connection, and since when. */
import type { StateCreator } from 'zustand'
import type { LinkState } from '@/socket/SocketClient'
import type { EditorStore } from './store'

export interface LinkSlice {
  link: { state: LinkState; since: number }
  setLink: (state: LinkState) => void
}

export const linkSlice: StateCreator<EditorStore, [], [], LinkSlice> = (set) => ({
  link: { state: 'connecting', since: Date.now() },
  setLink: (state) =>
    set(({ link }) => (link.state === state ? {} : { link: { state, since: Date.now() } })),
})
