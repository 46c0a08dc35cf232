/** Stands beside a required field that is left empty on a node which an agent was lent. */
export function ModelNote() {
  return <p className="mt-1 text-xs text-text-3">The model fills this in.</p>
}
