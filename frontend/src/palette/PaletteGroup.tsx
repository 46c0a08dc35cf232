import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { NodeType } from '@/api/types'
import type { Group } from '@/catalog/catalog'
import { cx } from '@/ui/cx'
import { PaletteItem } from './PaletteItem'

export function PaletteGroup({ group, onAdd }: { group: Group; onAdd: (type: NodeType) => void }) {
  const [open, setOpen] = useState(true)
  return (
    <section className="mb-1">
      <h2>
        <button
          type="button"
          data-walk
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex h-7 w-full items-center gap-1.5 rounded-md px-1.5 text-xs font-medium text-text-2 hover:bg-hover"
        >
          <ChevronRight size={13} aria-hidden className={cx('text-text-3 transition-transform', open && 'rotate-90')} />
          <span className="flex-1 text-left">{group.name}</span>
          <span className="tabular text-text-3">{group.nodes.length}</span>
        </button>
      </h2>
      {open && (
        <ul aria-label={group.name} className="mb-2">
          {group.nodes.map((type) => (
            <PaletteItem key={type.type} type={type} onAdd={onAdd} />
          ))}
        </ul>
      )}
    </section>
  )
}
