import { Dialog } from '@/ui/Dialog'
import { TemplateList } from './TemplateList'

export function TemplateDialog({ taken, onClose }: { taken: readonly string[]; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title="New from template"
      description="Each becomes a workflow of its own that you can change. Nothing of it runs until you start it."
    >
      <TemplateList taken={taken} />
    </Dialog>
  )
}
