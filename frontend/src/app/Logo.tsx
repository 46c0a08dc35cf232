/** The mark: two nodes joined, in the accent. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden className="shrink-0">
      <rect width="24" height="24" rx="7" fill="var(--accent)" />
      <path d="M7 15.5V9.2c0-.5.6-.7.9-.3l3.4 4.2c.4.5 1.1.5 1.5 0l3.3-4.2c.3-.4.9-.2.9.3v6.3" fill="none" stroke="#fff" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" />
      <circle cx="7" cy="16" r="1.7" fill="#fff" />
      <circle cx="17" cy="16" r="1.7" fill="#fff" />
    </svg>
  )
}
