import { Check, Copy } from 'lucide-react'
import type { ConnectLink } from '@/api/types'
import { formatAbsolute } from '@/lib/format/time'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { useCopy } from '@/ui/useCopy'
import type { CustomerRef } from './ConnectButton'

interface Props {
  customer: CustomerRef
  link: ConnectLink
  onClose: () => void
}

/** The address of a new link, which is shown this once. */
export function LinkMade({ customer, link, onClose }: Props) {
  const { copied, copy } = useCopy()
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="The link is ready"
      description={`Send it to ${customer.name}. It is shown only now.`}
      footer={<Button onClick={onClose}>Done</Button>}
    >
      <div className="flex gap-2">
        <input
          readOnly
          aria-label="Address of the link"
          className="field font-mono text-xs"
          value={link.url}
          onFocus={(event) => event.target.select()}
        />
        <Button look="primary" icon={copied ? <Check size={14} /> : <Copy size={14} />} onClick={() => copy(link.url)}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p className="mt-2 text-xs text-text-2">Good until {formatAbsolute(link.expires_at)}. You can revoke it in the administration.</p>
    </Dialog>
  )
}
