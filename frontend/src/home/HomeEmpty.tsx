import type { ReactNode } from 'react'

function Card({ x, y, tone }: { x: number; y: number; tone: string }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width="104" height="40" rx="9" fill="var(--raised)" stroke="var(--line-strong)" />
      <rect x="8" y="8" width="24" height="24" rx="6" fill={tone} />
      <rect x="40" y="12" width="46" height="6" rx="3" fill="var(--line-strong)" />
      <rect x="40" y="23" width="32" height="5" rx="2.5" fill="var(--line)" />
    </g>
  )
}

/** What workflows are for, with the button that makes the first one. */
export function HomeEmpty({ action }: { action: ReactNode }) {
  return (
    <div className="flex flex-col items-center rounded-xl border border-dashed border-line-strong px-6 py-14 text-center">
      <svg width="320" height="120" viewBox="0 0 320 120" aria-hidden className="mb-6">
        <path d="M104 60h26c14 0 10-36 24-36h10M104 60h26c14 0 10 36 24 36h10" fill="none" stroke="var(--control)" strokeWidth="1.5" transform="translate(4 0)" />
        <Card x={4} y={40} tone="var(--accent-soft)" />
        <Card x={176} y={4} tone="var(--success-soft)" />
        <Card x={176} y={76} tone="var(--waiting-soft)" />
      </svg>
      <h2 className="text-base font-semibold">Draw your first workflow</h2>
      <p className="mt-1 mb-4 max-w-sm text-text-2">
        Put nodes on a canvas, connect an account, press Run and see the result with its cost. The same workflow then
        works for every customer on their own accounts.
      </p>
      {action}
    </div>
  )
}
