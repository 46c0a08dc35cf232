import type { ArrayFieldItemTemplateProps, RJSFSchema } from '@rjsf/utils'
import { Trash2 } from 'lucide-react'
import { IconButton } from '@/ui/IconButton'
import type { FormContext } from '../context'

export function ArrayFieldItemTemplate({ children, buttonsProps, index }: ArrayFieldItemTemplateProps<unknown, RJSFSchema, FormContext>) {
  return (
    <div className="flex gap-1 rounded-lg border px-2.5 pt-1 pb-2.5">
      <div className="min-w-0 flex-1">{children}</div>
      {buttonsProps.hasRemove && (
        <IconButton label={`Remove entry ${index + 1}`} size="sm" side="top" onClick={buttonsProps.onRemoveItem}>
          <Trash2 size={13} />
        </IconButton>
      )}
    </div>
  )
}
