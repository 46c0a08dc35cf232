import { Check, Copy } from 'lucide-react'
import { Button } from './Button'
import { IconButton } from './IconButton'
import { useCopy } from './useCopy'

interface Props {
  text: () => string
  label?: string
  withWords?: boolean
}

/** Copies a text and says so for a moment. */
export function CopyButton({ text, label = 'Copy', withWords }: Props) {
  const { copied, copy } = useCopy()
  const icon = copied ? <Check size={14} className="text-success" /> : <Copy size={14} />
  if (withWords) {
    return (
      <Button size="sm" icon={icon} onClick={() => copy(text())}>
        {copied ? 'Copied' : label}
      </Button>
    )
  }
  return (
    <IconButton label={copied ? 'Copied' : label} size="sm" onClick={() => copy(text())}>
      {icon}
    </IconButton>
  )
}
