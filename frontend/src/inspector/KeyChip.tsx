import { Check, Copy } from 'lucide-react'
import { Tooltip } from '@/ui/Tooltip'
import { useCopy } from '@/ui/useCopy'

/** What expressions call the node, to be copied into one. */
export function KeyChip({ nodeKey }: { nodeKey: string }) {
  const { copied, copy } = useCopy()
  const text = `{{ ${nodeKey} }}`
  return (
    <Tooltip label={copied ? 'Copied' : 'What expressions call this node: copy it'}>
      <button
        type="button"
        aria-label={copied ? 'Copied' : `Copy ${text}`}
        onClick={() => copy(text)}
        className="flex max-w-[70%] shrink-0 items-center gap-1 rounded-[5px] bg-sunken px-1 font-mono text-2xs text-text-2 hover:bg-hover"
      >
        <span className="truncate">{text}</span>
        {copied ? <Check size={11} className="shrink-0 text-success" /> : <Copy size={11} className="shrink-0 text-text-3" />}
      </button>
    </Tooltip>
  )
}
