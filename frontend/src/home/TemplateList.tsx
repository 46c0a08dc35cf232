import { LayoutTemplate } from 'lucide-react'
import { asProblem } from '@/api/problem'
import { useServices } from '@/api/useServices'
import { useTemplates, useUseTemplate, type Template } from '@/api/useTemplates'
import { navigate, workflowPath } from '@/app/router'
import { uniqueName } from '@/lib/graph/names'
import { ErrorNote } from '@/ui/ErrorNote'
import { ServiceIcon } from '@/ui/ServiceIcon'
import { Spinner } from '@/ui/Spinner'

interface CardProps {
  template: Template
  busy: boolean
  disabled: boolean
  onUse: () => void
}

function TemplateCard({ template, busy, disabled, onUse }: CardProps) {
  const services = useServices()
  const used = template.services.flatMap((key) => services.data?.find((service) => service.key === key) ?? [])
  return (
    <button
      type="button"
      disabled={disabled}
      onClick={onUse}
      className="flex h-full w-full flex-col rounded-xl border bg-surface p-4 text-left shadow-card transition-colors hover:not-disabled:border-control hover:not-disabled:bg-hover/60 disabled:opacity-60"
    >
      <span className="mb-2 flex h-6 items-center gap-1.5">
        {used.map((service) => (
          <ServiceIcon key={service.key} src={service.icon_url} color={service.color} name={service.name} size="sm" />
        ))}
        {used.length === 0 && <LayoutTemplate size={18} aria-hidden className="text-text-3" />}
        {busy && <Spinner />}
      </span>
      <span className="font-medium">{template.name}</span>
      <span className="mt-1 line-clamp-3 text-xs text-text-2">{template.description}</span>
    </button>
  )
}

/** Workflows to begin with. Choosing one makes a workflow of it, of which nothing runs before somebody starts it. */
export function TemplateList({ taken }: { taken: readonly string[] }) {
  const { data, error, isPending, refetch } = useTemplates()
  const use = useUseTemplate()
  if (error) return <ErrorNote problem={asProblem(error)} onRetry={() => void refetch()} />
  const begin = ({ key, name }: Template) =>
    use.mutate({ key, name: uniqueName(name, [...taken]) }, { onSuccess: (made) => navigate(workflowPath(made.id)) })
  return (
    <>
      {use.error && (
        <div className="mb-3">
          <ErrorNote problem={asProblem(use.error)} />
        </div>
      )}
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {isPending && [0, 1, 2, 3, 4, 5].map((each) => <li key={each} className="skeleton h-32 rounded-xl" />)}
        {data?.map((template) => (
          <li key={template.key}>
            <TemplateCard
              template={template}
              busy={use.isPending && use.variables.key === template.key}
              disabled={use.isPending}
              onUse={() => begin(template)}
            />
          </li>
        ))}
      </ul>
    </>
  )
}
