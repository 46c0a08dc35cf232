import type { NodeType } from '@/api/types'
import { cx } from './cx'
import { ServiceIcon } from './ServiceIcon'

interface Props {
  type: Pick<NodeType, 'icon_url' | 'glyph_url' | 'color' | 'service_name'> | undefined
  /** What its letter is taken from where the type is not known here. */
  fallback?: string
  size?: 'sm' | 'md' | 'lg'
}

const BADGES = {
  sm: '-right-1 -bottom-1 size-3.5 rounded-[4px]',
  md: '-right-1 -bottom-1 size-4.5 rounded-[5px]',
  lg: '-right-1 -bottom-1 size-5 rounded-[6px]',
}
const GLYPHS = { sm: 10, md: 12, lg: 13 }

const BOXES = { sm: 'size-6 rounded-md', md: 'size-9 rounded-[9px]', lg: 'size-10 rounded-[10px]' }
const WHOLE = { sm: 14, md: 18, lg: 20 }

/** The icon of a node's service, with the glyph of its operation in the corner: what tells operations of one service apart. */
export function NodeIcon({ type, fallback = '', size = 'md' }: Props) {
  if (type?.glyph_url && !type.icon_url) return <Own type={type} glyph={type.glyph_url} size={size} />
  return (
    <span aria-hidden className="relative flex shrink-0">
      <ServiceIcon src={type?.icon_url ?? ''} color={type?.color ?? ''} name={type?.service_name ?? fallback} size={size} />
      {type?.glyph_url && (
        <span className={cx('absolute flex items-center justify-center bg-raised text-text ring-1 ring-line-strong', BADGES[size])}>
          <svg
            width={GLYPHS[size]}
            height={GLYPHS[size]}
            fill="none"
            stroke="currentColor"
            strokeWidth={2.25}
            strokeLinecap="round"
            strokeLinejoin="round"
          >
            <use href={type.glyph_url} />
          </svg>
        </span>
      )}
    </span>
  )
}

/** What belongs to no service is known by its glyph alone. */
function Own({ type, glyph, size }: { type: Pick<NodeType, 'color'>; glyph: string; size: 'sm' | 'md' | 'lg' }) {
  const tint = {
    color: `color-mix(in srgb, ${type.color} 72%, var(--text))`,
    background: `color-mix(in srgb, ${type.color} 13%, var(--surface))`,
    boxShadow: `inset 0 0 0 1px color-mix(in srgb, ${type.color} 22%, transparent)`,
  }
  return (
    <span aria-hidden style={tint} className={cx('flex shrink-0 items-center justify-center', BOXES[size])}>
      <svg width={WHOLE[size]} height={WHOLE[size]} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={2} strokeLinecap="round" strokeLinejoin="round">
        <use href={glyph} />
      </svg>
    </span>
  )
}
