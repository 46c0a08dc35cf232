import { Braces } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { IconButton } from '@/ui/IconButton'

const VariablesDialog = lazy(() => import('./VariablesDialog').then((module) => ({ default: module.VariablesDialog })))

export function VariablesButton() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label="Variables" onClick={() => setOpen(true)}>
        <Braces size={16} />
      </IconButton>
      <Suspense fallback={null}>{open && <VariablesDialog onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
