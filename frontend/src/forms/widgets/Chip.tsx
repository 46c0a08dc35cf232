import { X } from 'lucide-react'

interface Props {
  label: string
  onRemove: () => void
  disabled?: boolean
}

export function Chip({ label, onRemove, disabled }: Props) {
  return (
    <span className="inline-flex h-6 max-w-full items-center gap-0.5 rounded-[5px] bg-neutral-soft pr-0.5 pl-2 text-xs">
      <span className="truncate">{label}</span>
      <button
        type="button"
        aria-label={`Remove ${label}`}
        disabled={disabled}
        onClick={onRemove}
        className="flex size-5 items-center justify-center rounded text-text-3 hover:bg-pressed hover:text-text"
      >
        <X size={12} />
      </button>
    </span>
  )
}
