import { MousePointerClick } from 'lucide-react'
import { useCatalog } from '@/catalog/CatalogContext'
import { useAddNode } from '@/catalog/useAddNode'
import { shortcut } from '@/lib/shortcuts'
import { Kbd } from '@/ui/Kbd'
import { NodeIcon } from '@/ui/NodeIcon'

/** An empty canvas says how to begin and offers a first step of every service. */
export function CanvasEmpty() {
  const { groups } = useCatalog()
  const add = useAddNode()
  const first = groups
    .filter((group) => group.nodes[0]?.kind === 'operation')
    .flatMap((group) => group.nodes.find((node) => node.effect === 'read') ?? group.nodes[0] ?? [])
    .slice(0, 4)
  return (
    <div className="pointer-events-none absolute inset-0 z-[5] flex items-center justify-center">
      <section className="pointer-events-auto w-[400px] rounded-xl border bg-raised p-5 shadow-float">
        <h2 className="flex items-center gap-2 text-base font-semibold tracking-tight">
          <MousePointerClick size={17} className="text-accent-text" aria-hidden />
          Begin with a step
        </h2>
        <p className="mt-1 text-text-2">
          Drag a node from the left, press <Kbd keys={shortcut('commands')} /> to search, or take one of these:
        </p>
        <ul className="mt-3 flex flex-col gap-1">
          {first.map((type) => (
            <li key={type.type}>
              <button
                type="button"
                onClick={() => add(type, { position: { x: 0, y: 0 } })}
                className="flex w-full items-center gap-3 rounded-lg border border-transparent p-2 text-left hover:border-line hover:bg-hover"
              >
                <NodeIcon type={type} />
                <span className="min-w-0">
                  <span className="block font-medium">{type.label}</span>
                  <span className="block truncate text-xs text-text-3">
                    {type.service_name} · {type.description}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
