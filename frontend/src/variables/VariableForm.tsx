import { Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import { changeVariable, nameProblem, removeVariable, renameVariable, textOf, valueOf, VARIABLE_TYPES } from '@/lib/graph/variables'
import type { Variable, VariableType } from '@/lib/graph/types'
import { useEditor } from '@/store/store'
import { IconButton } from '@/ui/IconButton'

interface Props {
  variable: Variable
  index: number
  disabled: boolean
}

/** A text that counts once it is left and is right. */
function useDraft(kept: string, problemOf: (text: string) => string | null, take: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? kept
  const problem = draft === null ? null : problemOf(draft)
  const leave = () => {
    if (draft !== null && !problem) {
      take(draft)
      setDraft(null)
    }
  }
  return { text, problem, setDraft, leave }
}

export function VariableForm({ variable, index, disabled }: Props) {
  const id = useId()
  const edit = useEditor((state) => state.edit)
  const graph = useEditor((state) => state.history.present)
  const change = (changes: Partial<Omit<Variable, 'name'>>) =>
    edit((before) => changeVariable(before, index, changes), { tag: `variable:${index}` })
  const name = useDraft(
    variable.name,
    (text) => nameProblem(graph, index, text),
    (text) => edit((before) => renameVariable(before, index, text)),
  )
  const preset = useDraft(
    textOf(variable.default),
    (text) => (valueOf(variable.type, text) === undefined ? 'This is no value of that type.' : null),
    (text) => change({ default: valueOf(variable.type, text) }),
  )
  const label = 'mb-0.5 block text-xs font-medium text-text-2'
  return (
    <fieldset aria-label={`Variable ${variable.name}`} disabled={disabled} className="rounded-lg border p-3">
      <div className="flex items-start gap-2">
        <label className="min-w-0 flex-1">
          <span className={label}>Name</span>
          <input
            className="field font-mono"
            value={name.text}
            aria-invalid={name.problem !== null}
            aria-describedby={name.problem ? `${id}-name` : undefined}
            onChange={(event) => name.setDraft(event.target.value)}
            onBlur={name.leave}
          />
          {name.problem && <span id={`${id}-name`} className="mt-0.5 block text-xs text-error">{name.problem}</span>}
        </label>
        <label className="w-36">
          <span className={label}>Type</span>
          <select className="field" value={variable.type} onChange={(event) => change({ type: event.target.value as VariableType })}>
            {VARIABLE_TYPES.map((each) => (
              <option key={each.value} value={each.value}>
                {each.label}
              </option>
            ))}
          </select>
        </label>
        <IconButton
          label={`Delete the variable ${variable.name}`}
          size="sm"
          className="mt-5"
          onClick={() => edit((before) => removeVariable(before, index))}
        >
          <Trash2 size={14} />
        </IconButton>
      </div>
      <label className="mt-2 block">
        <span className={label}>What it is for</span>
        <input className="field" value={variable.description ?? ''} onChange={(event) => change({ description: event.target.value })} />
      </label>
      <div className="mt-2 flex items-start gap-4">
        <label className="min-w-0 flex-1">
          <span className={label}>Default (may stay empty)</span>
          {variable.type === 'boolean' ? (
            <select className="field" value={textOf(variable.default)} onChange={(event) => change({ default: valueOf('boolean', event.target.value) })}>
              <option value="">None</option>
              <option value="true">Yes</option>
              <option value="false">No</option>
            </select>
          ) : (
            <input
              className="field"
              value={preset.text}
              placeholder={variable.type === 'array' ? '[]' : variable.type === 'object' ? '{}' : undefined}
              aria-invalid={preset.problem !== null}
              aria-describedby={preset.problem ? `${id}-default` : undefined}
              onChange={(event) => preset.setDraft(event.target.value)}
              onBlur={preset.leave}
            />
          )}
          {preset.problem && <span id={`${id}-default`} className="mt-0.5 block text-xs text-error">{preset.problem}</span>}
        </label>
        <label className="mt-5 flex h-8 items-center gap-2 text-sm">
          <input type="checkbox" checked={variable.required ?? false} onChange={(event) => change({ required: event.target.checked })} />
          Has to be filled in
        </label>
      </div>
    </fieldset>
  )
}
