import { useState, type CSSProperties } from 'react'
import { cx } from './cx'

interface Props {
  src: string
  color: string
  name: string
  size?: 'sm' | 'md' | 'lg'
}

const BOXES = { sm: 'size-6 rounded-md', md: 'size-9 rounded-[9px]', lg: 'size-10 rounded-[10px]' }
const IMAGES = { sm: 15, md: 20, lg: 22 }

/** A service's own icon on a square tinted in its colour; its first letter where the icon does not load. */
export function ServiceIcon({ src, color, name, size = 'md' }: Props) {
  const [broken, setBroken] = useState(false)
  const tint = {
    background: `color-mix(in srgb, ${color || 'var(--accent)'} 13%, var(--surface))`,
    boxShadow: `inset 0 0 0 1px color-mix(in srgb, ${color || 'var(--accent)'} 22%, transparent)`,
  } satisfies CSSProperties
  return (
    <span aria-hidden className={cx('flex shrink-0 items-center justify-center', BOXES[size])} style={tint}>
      {broken || !src ? (
        <span className="font-semibold text-text-2">{name.charAt(0).toUpperCase()}</span>
      ) : (
        <img src={src} alt="" width={IMAGES[size]} height={IMAGES[size]} draggable={false} onError={() => setBroken(true)} />
      )}
    </span>
  )
}
