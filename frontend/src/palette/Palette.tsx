import { PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react'
import { useReactFlow } from '@xyflow/react'
import { useRef, useState, type KeyboardEvent } from 'react'
import type { NodeType } from '@/api/types'
import { viewCenter } from '@/canvas/viewCenter'
import { useCatalog } from '@/catalog/CatalogContext'
import { useAddNode } from '@/catalog/useAddNode'
import { shortcut } from '@/lib/shortcuts'
import { useEditor } from '@/store/store'
import { FoldedRail } from '@/ui/FoldedRail'
import { IconButton } from '@/ui/IconButton'
import { Kbd } from '@/ui/Kbd'
import { PaletteGroup } from './PaletteGroup'
import { PaletteItem } from './PaletteItem'
import { searchNodes } from './searchNodes'

/** The panel at the left, or its rail while it is folded. */
export function Palette() {
  const isFolded = useEditor((state) => state.folded.palette)
  const fold = useEditor((state) => state.fold)
  if (!isFolded) return <OpenPalette onFold={() => fold('palette', true)} />
  return (
    <FoldedRail label="Nodes" unfold="Unfold the palette" keys={shortcut('palette')} side="left" onUnfold={() => fold('palette', false)}>
      <PanelLeftOpen size={16} />
    </FoldedRail>
  )
}

/** Every node there is, by service, with search. Drag one out, or press Enter to add it. */
function OpenPalette({ onFold }: { onFold: () => void }) {
  const catalog = useCatalog()
  const [words, setWords] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const flow = useReactFlow()
  const addNode = useAddNode()
  const found = words.trim() ? searchNodes(catalog.nodes, words) : null
  const add = (type: NodeType) => addNode(type, { position: viewCenter(flow) })

  const items = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-walk]') ?? [])]
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (!step) return
    const all = items()
    const at = all.indexOf(document.activeElement as HTMLElement)
    event.preventDefault()
    if (at + step < 0) document.getElementById('palette-search')?.focus()
    else all[Math.min(all.length - 1, at + step)]?.focus()
  }

  return (
    <aside aria-label="Nodes" className="flex w-60 shrink-0 flex-col border-r bg-surface">
      <div className="flex items-center gap-0.5 p-2.5 pr-1.5 pb-2">
        <label className="relative block min-w-0 flex-1">
          <span className="sr-only">Search nodes</span>
          <Search size={14} aria-hidden className="absolute top-2.5 left-2.5 text-text-3" />
          <input
            id="palette-search"
            type="search"
            autoComplete="off"
            className="field pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
            placeholder="Search nodes…"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setWords('')
              if (event.key === 'Enter' && found?.[0]) add(found[0])
              walk(event)
            }}
          />
          {!words && (
            <span aria-hidden className="absolute top-[7px] right-2">
              <Kbd keys={shortcut('search')} />
            </span>
          )}
        </label>
        <IconButton label="Fold the palette" keys={shortcut('palette')} side="right" aria-expanded onClick={onFold}>
          <PanelLeftClose size={16} />
        </IconButton>
      </div>
      <div ref={list} role="presentation" className="min-h-0 flex-1 overflow-y-auto px-2 pb-3" onKeyDown={walk}>
        {found ? (
          <ul aria-label="Found nodes">
            {found.map((type) => (
              <PaletteItem key={type.type} type={type} onAdd={add} withService />
            ))}
            {found.length === 0 && (
              <li className="px-2 py-6 text-center text-text-2">
                Nothing matches “{words}”.
              </li>
            )}
          </ul>
        ) : (
          catalog.groups.map((group) => <PaletteGroup key={group.key} group={group} onAdd={add} />)
        )}
        {catalog.groups.length === 0 && (
          <p className="px-2 py-6 text-center text-text-2">This server has no services installed.</p>
        )}
      </div>
    </aside>
  )
}
