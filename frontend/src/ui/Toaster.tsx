import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useEffect } from 'react'
import { useEditor } from '@/store/store'
import type { Toast } from '@/store/toastSlice'
import { Button } from './Button'
import { IconButton } from './IconButton'

const ICONS = {
  neutral: <Info size={16} className="text-text-3" aria-hidden />,
  success: <CircleCheck size={16} className="text-success" aria-hidden />,
  error: <CircleAlert size={16} className="text-error" aria-hidden />,
}

function ToastCard({ toast }: { toast: Toast }) {
  const dismiss = useEditor((state) => state.dismiss)
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.id), toast.tone === 'error' ? 9_000 : 5_000)
    return () => clearTimeout(timer)
  }, [toast, dismiss])
  return (
    <div className="pointer-events-auto flex max-w-md animate-rise items-center gap-2.5 rounded-lg bg-raised py-2 pr-2 pl-3 shadow-float">
      {ICONS[toast.tone]}
      <span className="min-w-0 flex-1 break-words">{toast.text}</span>
      {toast.action && (
        <Button
          look="quiet"
          size="sm"
          onClick={() => {
            toast.action?.run()
            dismiss(toast.id)
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton label="Dismiss" size="sm" onClick={() => dismiss(toast.id)}>
        <X size={14} />
      </IconButton>
    </div>
  )
}

/** Notes about what was just done, read out by screen readers. */
export function Toaster() {
  const toasts = useEditor((state) => state.toasts)
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-14 z-50 flex flex-col items-center gap-2">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  )
}
