import { ShieldCheck } from 'lucide-react'
import { plural } from '@/lib/format/size'
import { scopeWords } from '@/lib/words'
import { Popover } from '@/ui/Popover'

/** What the account allows, in plain words. */
export function ScopeList({ scopes, known }: { scopes: readonly string[]; known: Readonly<Record<string, string>> }) {
  if (scopes.length === 0) return null
  return (
    <Popover
      label="Permissions"
      side="top"
      className="max-w-80 p-3"
      trigger={
        <button type="button" className="flex items-center gap-1 rounded hover:text-text hover:underline">
          <ShieldCheck size={12} aria-hidden />
          {plural(scopes.length, 'permission')}
        </button>
      }
    >
      <p className="mb-1 text-xs font-medium text-text-2">This account lets us</p>
      <ul className="list-disc pl-4 text-xs">
        {scopes.map((scope) => (
          <li key={scope} title={scope}>
            {scopeWords(scope, known)}
          </li>
        ))}
      </ul>
    </Popover>
  )
}
