import { keyWords } from '@/lib/shortcuts'
import { cx } from './cx'

/** A key combination as this platform writes it. */
export function Kbd({ keys, onDark }: { keys: readonly string[]; onDark?: boolean }) {
  return (
    <span className="inline-flex items-center gap-0.5">
      {keyWords(keys).map((key) => (
        <kbd
          key={key}
          className={cx(
            'inline-flex h-[18px] min-w-[18px] items-center justify-center rounded px-1 font-sans text-[11px] leading-none',
            onDark ? 'bg-white/15 text-inherit' : 'border border-line bg-sunken text-text-2',
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
