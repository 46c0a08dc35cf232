import { SHORTCUTS } from '@/lib/shortcuts'
import { useEditor } from '@/store/store'
import { Dialog } from '@/ui/Dialog'
import { Kbd } from '@/ui/Kbd'

const GROUPS = ['General', 'Nodes', 'View'] as const

export function ShortcutSheet() {
  const open = useEditor((state) => state.overlay === 'shortcuts')
  const setOverlay = useEditor((state) => state.setOverlay)
  return (
    <Dialog open={open} onOpenChange={(next) => setOverlay(next ? 'shortcuts' : null)} title="Keyboard" wide>
      <div className="columns-2 gap-8 pb-2">
        {GROUPS.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs font-medium text-text-3">{group}</h3>
            <dl>
              {SHORTCUTS.filter((each) => each.group === group).map((each) => (
                <div key={each.id} className="flex h-8 items-center justify-between border-b last:border-0">
                  <dt>{each.words}</dt>
                  <dd><Kbd keys={each.keys} /></dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
