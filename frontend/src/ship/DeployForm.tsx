import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Building2, UserRound } from 'lucide-react'
import { useMemo, useState } from 'react'
import { keys } from '@/api/keys'
import { asProblem, type ProblemError } from '@/api/problem'
import type { Deployment, VersionSummary } from '@/api/types'
import { useCustomers } from '@/api/useCustomers'
import { deploy } from '@/api/useDeployments'
import { useVersion } from '@/api/useVersions'
import { ParameterForm } from '@/forms/ParameterForm'
import { Chip } from '@/forms/widgets/Chip'
import { placeErrors } from '@/lib/schema/fieldErrors'
import { fieldsOf } from '@/lib/schema/fields'
import { prune } from '@/lib/schema/prune'
import type { Parameters } from '@/lib/schema/types'
import { schemaOfVariables } from '@/lib/variables'
import { Button } from '@/ui/Button'
import { Combobox } from '@/ui/Combobox'
import { ErrorNote } from '@/ui/ErrorNote'

interface For {
  key: string | null
  name: string
}

interface Props {
  workflow: string
  versions: readonly VersionSummary[]
  onMade: (made: Deployment[]) => void
}

const OWNER: For = { key: null, name: 'Owner' }
const CONTEXT = { operation: '', effect: null, account: { customer: null, connection: null }, accountReady: false } as const
const OWNER_VALUE = '\u0000owner'

/** Switches a version on for the owner and for customers, with the values of its variables. */
export function DeployForm({ workflow, versions, onMade }: Props) {
  const cache = useQueryClient()
  const [chosen, setChosen] = useState<readonly For[]>([])
  const [number, setNumber] = useState<number | null>(versions[0]?.version ?? null)
  const [values, setValues] = useState<Parameters>({})
  const [words, setWords] = useState('')
  const [refused, setRefused] = useState<readonly { name: string; problem: ProblemError }[]>([])
  const { data: customers = [], isFetching } = useCustomers(words)
  const version = useVersion(workflow, number)
  const fields = useMemo(() => {
    const schema = schemaOfVariables(version.data?.graph.variables ?? [])
    return fieldsOf(schema)
  }, [version.data])
  const errors = useMemo(
    () => placeErrors(refused.flatMap(({ problem }) => problem.errors.map((each) => ({ ...each, field: each.field.replace(/^variables\./, '') }))), fields).tree,
    [refused, fields],
  )
  const make = useMutation({
    mutationFn: async () => {
      const made: Deployment[] = []
      const failed: { name: string; problem: ProblemError }[] = []
      for (const each of chosen) {
        try {
          made.push(await deploy({ workflow, version: number ?? 1, customer: each.key, variables: prune(fields, values) }))
        } catch (error) {
          failed.push({ name: each.name, problem: asProblem(error) })
        }
      }
      return { made, failed }
    },
    onSuccess: ({ made, failed }) => {
      setRefused(failed)
      setChosen(chosen.filter((each) => failed.some(({ name }) => name === each.name)))
      void cache.invalidateQueries({ queryKey: keys.deployments(workflow) })
      void cache.invalidateQueries({ queryKey: keys.versions(workflow) })
      if (made.length > 0) onMade(made)
    },
  })
  const add = (next: For) => setChosen(chosen.some((each) => each.key === next.key) ? chosen : [...chosen, next])
  const choices = [
    ...(words ? [] : [{ value: OWNER_VALUE, label: 'Owner', detail: 'Your own accounts', icon: <UserRound size={15} className="text-text-3" /> }]),
    ...customers.map((each) => ({ value: each.key, label: each.name, detail: each.key, icon: <Building2 size={15} className="text-text-3" /> })),
  ]
  return (
    <section aria-label="Deploy" className="flex flex-col gap-3 rounded-lg border bg-sunken p-3">
      <div className="flex gap-3">
        <div className="min-w-0 flex-1">
          <p className="mb-1 text-xs font-medium text-text-2">For</p>
          <Combobox
            label="Add whom it is for"
            value={null}
            placeholder="Add the owner or a customer…"
            searchLabel="Find a customer…"
            choices={choices}
            busy={isFetching}
            onSearch={setWords}
            onChange={(key) => {
              const customer = customers.find((each) => each.key === key)
              add(key === OWNER_VALUE || !customer ? OWNER : { key, name: customer.name })
            }}
          />
        </div>
        <label className="w-40">
          <span className="mb-1 block text-xs font-medium text-text-2">Version</span>
          <select className="field" value={number ?? ''} onChange={(event) => setNumber(Number(event.target.value))}>
            {versions.map((each) => (
              <option key={each.version} value={each.version}>
                Version {each.version}
              </option>
            ))}
          </select>
        </label>
      </div>
      {chosen.length > 0 && (
        <div className="flex flex-wrap gap-1.5">
          {chosen.map((each) => (
            <Chip key={each.key ?? OWNER_VALUE} label={each.name} onRemove={() => setChosen(chosen.filter((other) => other !== each))} />
          ))}
        </div>
      )}
      {fields.length > 0 && <ParameterForm fields={fields} values={values} errors={errors} context={CONTEXT} onChange={setValues} onBlur={() => undefined} />}
      {refused.map(({ name, problem }) => (
        <ErrorNote key={name} problem={{ code: problem.code, message: `${name}: ${problem.message}` }} />
      ))}
      <div className="flex justify-end">
        <Button look="primary" disabled={chosen.length === 0 || number === null} busy={make.isPending} onClick={() => make.mutate()}>
          Deploy
        </Button>
      </div>
    </section>
  )
}
