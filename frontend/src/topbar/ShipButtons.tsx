import { Rocket } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useEditor } from '@/store/store'
import { Button } from '@/ui/Button'
import { IconButton } from '@/ui/IconButton'

const PublishDialog = lazy(() => import('@/ship/PublishDialog').then((module) => ({ default: module.PublishDialog })))
const ShipDialog = lazy(() => import('@/ship/ShipDialog').then((module) => ({ default: module.ShipDialog })))

/** Publish what is drawn; see what is published and for whom it runs. */
export function ShipButtons() {
  const workflow = useEditor((state) => state.workflow?.id ?? null)
  const [open, setOpen] = useState<'publish' | 'ship' | null>(null)
  if (!workflow) return null
  const close = () => setOpen(null)
  const published = (version: number) => {
    useEditor.getState().notify({ tone: 'success', text: `Version ${version} is published.` })
    setOpen('ship')
  }
  return (
    <>
      <IconButton label="Versions and deployments" onClick={() => setOpen('ship')}>
        <Rocket size={16} />
      </IconButton>
      <Button look="ghost" onClick={() => setOpen('publish')}>
        Publish
      </Button>
      <Suspense fallback={null}>
        {open === 'publish' && <PublishDialog workflow={workflow} onClose={close} onPublished={published} />}
        {open === 'ship' && <ShipDialog workflow={workflow} onClose={close} onPublish={() => setOpen('publish')} />}
      </Suspense>
    </>
  )
}
