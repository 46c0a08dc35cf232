import { Command } from 'cmdk'
import { useEffect, useRef } from 'react'
import type { NodeType } from '@/api/types'
import { useCatalog } from '@/catalog/CatalogContext'
import { useAddNode } from '@/catalog/useAddNode'
import { fuzzyScore } from '@/lib/fuzzy'
import { isTool, takesTools, TOOL, TOOLS } from '@/lib/graph/ports'
import type { PickerTarget } from '@/store/layoutSlice'
import { useEditor } from '@/store/store'
import { NodeIcon } from '@/ui/NodeIcon'

const WIDTH = 288
const HEIGHT = 340

function fits(type: NodeType, target: PickerTarget): boolean {
  if (target.before) return target.before.handle === TOOLS ? isTool(type) : type.outputs.length > 0
  if (target.after) return target.after.handle === TOOL ? takesTools(type) : type.inputs.length > 0
  return target.edge ? type.inputs.length > 0 && type.outputs.length > 0 : true
}

function place({ x, y }: PickerTarget['screen']) {
  return {
    left: Math.max(8, Math.min(x, window.innerWidth - WIDTH - 8)),
    top: Math.max(8, Math.min(y, window.innerHeight - HEIGHT - 8)),
    width: WIDTH,
    maxHeight: HEIGHT,
  }
}

/** A small palette where a node is wanted: after a node, into an edge, or where an edge was dropped. */
export function NodePicker() {
  const target = useEditor((state) => state.picker)
  if (!target) return null
  return <Picker target={target} />
}

function Picker({ target }: { target: PickerTarget }) {
  const setPicker = useEditor((state) => state.setPicker)
  const catalog = useCatalog()
  const add = useAddNode()
  const box = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const opener = document.activeElement
    input.current?.focus()
    const outside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setPicker(null)
    }
    window.addEventListener('pointerdown', outside, true)
    return () => {
      window.removeEventListener('pointerdown', outside, true)
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [setPicker])

  return (
    <div
      ref={box}
      role="dialog"
      aria-label="Add a node"
      style={place(target.screen)}
      className="fixed z-30 flex animate-enter flex-col overflow-hidden rounded-xl bg-raised shadow-float"
    >
      <Command
        label="Add a node"
        filter={(value, search) => fuzzyScore(search, value)}
        className="flex min-h-0 flex-col"
        onKeyDown={(event) => {
          if (event.key === 'Escape') setPicker(null)
          event.stopPropagation()
        }}
      >
        <Command.Input
          ref={input}
          placeholder="Add a node…"
          className="h-10 shrink-0 border-b bg-transparent px-3 outline-none placeholder:text-text-3"
        />
        <Command.List className="min-h-0 flex-1 overflow-y-auto p-1">
          <Command.Empty className="px-3 py-5 text-center text-text-2">Nothing fits.</Command.Empty>
          {catalog.nodes
            .filter((type) => fits(type, target))
            .map((type) => (
              <Command.Item
                key={type.type}
                value={`${type.label} ${type.service_name}`}
                onSelect={() => {
                  setPicker(null)
                  add(type, target)
                }}
                className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-hover"
              >
                <NodeIcon size="sm" type={type} />
                <span className="min-w-0 flex-1 truncate">{type.label}</span>
                <span className="max-w-24 truncate text-xs text-text-3">{type.service_name}</span>
              </Command.Item>
            ))}
        </Command.List>
      </Command>
    </div>
  )
}
