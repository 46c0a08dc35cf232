/** Which panels at the sides are folded. Kept in this browser. */
export type SidePanel = 'palette' | 'inspector'
type Folded = Readonly<Record<SidePanel, boolean>>

const KEY = 'machina:folded'

export function keptFolded(): Folded {
  const names = (localStorage.getItem(KEY) ?? '').split(' ')
  return { palette: names.includes('palette'), inspector: names.includes('inspector') }
}

export function keepFolded(folded: Folded): void {
  const names = Object.entries(folded).filter(([, isFolded]) => isFolded)
  localStorage.setItem(KEY, names.map(([name]) => name).join(' '))
}
