import { memo, type DragEvent } from 'react'
import type { NodeType } from '@/api/types'
import { DRAGGED_TYPE } from '@/canvas/useDropping'
import { NodeIcon } from '@/ui/NodeIcon'

interface Props {
  type: NodeType
  onAdd: (type: NodeType) => void
  withService?: boolean
}

/** A node in the palette: drag it to the canvas, or click or press Enter to add it in the middle. */
export const PaletteItem = memo(function PaletteItem({ type, onAdd, withService }: Props) {
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData(DRAGGED_TYPE, type.type)
    event.dataTransfer.effectAllowed = 'copy'
  }
  return (
    <li>
      <button
        type="button"
        data-walk
        draggable
        onDragStart={onDragStart}
        onClick={() => onAdd(type)}
        title={type.description}
        className="flex w-full cursor-grab items-center gap-2.5 rounded-[7px] px-1.5 py-1 text-left hover:bg-hover active:cursor-grabbing"
      >
        <NodeIcon size="sm" type={type} />
        <span className="min-w-0 flex-1">
          <span className="block truncate">{type.label}</span>
          {withService && <span className="block truncate text-xs leading-4 text-text-3">{type.service_name}</span>}
        </span>
      </button>
    </li>
  )
})
