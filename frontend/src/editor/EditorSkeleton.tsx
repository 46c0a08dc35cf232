/** The shape of the editor while it loads. */
export function EditorSkeleton() {
  return (
    <div aria-busy="true" aria-label="Loading the workflow" className="flex h-full flex-col">
      <div className="flex h-12 shrink-0 items-center gap-4 border-b bg-surface px-4">
        <div className="skeleton size-6" />
        <div className="skeleton h-4 w-40" />
        <span className="flex-1" />
        <div className="skeleton h-7 w-32" />
        <div className="skeleton h-7 w-20" />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="flex w-60 shrink-0 flex-col gap-3 border-r bg-surface p-3">
          <div className="skeleton h-8" />
          {[0, 1, 2, 3, 4, 5, 6].map((row) => (
            <div key={row} className="flex items-center gap-2.5">
              <div className="skeleton size-6" />
              <div className="skeleton h-3.5 flex-1" />
            </div>
          ))}
        </div>
        <div className="flex flex-1 items-center justify-center gap-20">
          <div className="skeleton h-15 w-54" />
          <div className="skeleton h-15 w-54" />
        </div>
      </div>
      <div className="h-9 shrink-0 border-t bg-surface" />
    </div>
  )
}
