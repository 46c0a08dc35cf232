import { SearchX } from 'lucide-react'
import { EmptyState } from '@/ui/EmptyState'
import { Button } from '@/ui/Button'
import { navigate } from './router'

export function NotFound({ what }: { what: 'page' | 'workflow' }) {
  return (
    <main className="h-full">
      <EmptyState
        icon={<SearchX size={18} />}
        title={`This ${what} does not exist`}
        action={<Button onClick={() => navigate('/')}>All workflows</Button>}
      >
        {what === 'workflow' ? 'It may have been deleted by a colleague.' : 'The address may be mistyped.'}
      </EmptyState>
    </main>
  )
}
