import { LayoutTemplate, Plus, Search } from 'lucide-react'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { useCreateWorkflow } from '@/api/useWorkflowActions'
import { useWorkflows } from '@/api/useWorkflows'
import { navigate, workflowPath } from '@/app/router'
import { fuzzyFilter } from '@/lib/fuzzy'
import { uniqueName } from '@/lib/graph/names'
import { Button } from '@/ui/Button'
import { ErrorNote } from '@/ui/ErrorNote'
import { HomeBar } from './HomeBar'
import { BeginWith } from './BeginWith'
import { HomeEmpty } from './HomeEmpty'
import { TemplateDialog } from './TemplateDialog'
import { TemplateList } from './TemplateList'
import { WorkflowTable } from './WorkflowTable'

export function Home() {
  const { data, error, isPending, refetch } = useWorkflows()
  const create = useCreateWorkflow()
  const [words, setWords] = useState('')
  const [choosing, setChoosing] = useState(false)
  const workflows = fuzzyFilter(words, data ?? [], [{ text: (each) => each.name, weight: 1 }])

  const taken = (data ?? []).map((each) => each.name)

  const start = () => {
    const name = uniqueName('New workflow', taken)
    create.mutate({ name }, { onSuccess: (made) => navigate(workflowPath(made.id)) })
  }
  const newButton = (
    <Button look="primary" icon={<Plus size={15} />} busy={create.isPending} onClick={start}>
      New workflow
    </Button>
  )

  return (
    <div className="flex h-full flex-col">
      <HomeBar />
      <main className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-5xl px-6 pt-10 pb-16">
          <div className="mb-5 flex items-center gap-3">
            <h1 className="flex-1 text-xl font-semibold tracking-tight">Workflows</h1>
            {(data?.length ?? 0) > 0 && (
              <>
                <label className="relative w-60">
                  <span className="sr-only">Search workflows</span>
                  <Search size={14} aria-hidden className="absolute top-2.5 left-2.5 text-text-3" />
                  <input className="field pl-8" placeholder="Search…" value={words} onChange={(event) => setWords(event.target.value)} />
                </label>
                <Button icon={<LayoutTemplate size={15} />} onClick={() => setChoosing(true)}>
                  New from template
                </Button>
                {newButton}
              </>
            )}
          </div>
          <BeginWith onBegin={(name, graph) => create.mutate({ name, graph }, { onSuccess: (made) => navigate(workflowPath(made.id)) })} />
          {create.error && (
            <div className="mb-4">
              <ErrorNote problem={asProblem(create.error)} onRetry={start} />
            </div>
          )}
          {error ? (
            <ErrorNote problem={asProblem(error)} onRetry={() => void refetch()} />
          ) : data?.length === 0 ? (
            <>
              <HomeEmpty action={newButton} />
              <section aria-label="Templates" className="mt-8">
                <h2 className="mb-3 text-base font-semibold">Or begin with a template</h2>
                <TemplateList taken={taken} />
              </section>
            </>
          ) : (
            <WorkflowTable workflows={isPending ? null : workflows} words={words} />
          )}
        </div>
      </main>
      {choosing && <TemplateDialog taken={taken} onClose={() => setChoosing(false)} />}
    </div>
  )
}
