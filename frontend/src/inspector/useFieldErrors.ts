/** Which problems are shown at which field: our own once a field was left or a run was tried, the server's until edited. */
import { useCallback, useMemo, useState } from 'react'
import type { NodeType } from '@/api/types'
import type { GraphNode } from '@/lib/graph/types'
import { isLent } from '@/lib/graph/ports'
import { placeErrors } from '@/lib/schema/fieldErrors'
import { fieldsOf, type Field } from '@/lib/schema/fields'
import { problemsOf } from '@/run/readiness'
import type { FieldProblem } from '@/socket/messages'
import { useEditor } from '@/store/store'

const NONE: readonly FieldProblem[] = []
const NO_FIELDS: readonly Field[] = []

interface Touched {
  run: number
  left: ReadonlySet<string>
  edited: ReadonlySet<string>
}

const top = (path: string) => path.split('.')[0] ?? ''

export function useFieldErrors(node: GraphNode, type: NodeType | undefined) {
  const attempted = useEditor((state) => Boolean(state.attempted[node.id]))
  const run = useEditor((state) => state.runs[node.id])
  const lent = useEditor((state) => isLent(state.history.present, node.id))
  const startedAt = run?.startedAt ?? 0
  const [state, setTouched] = useState<Touched>({ run: startedAt, left: new Set(), edited: new Set() })
  const touched = state.run === startedAt ? state : { ...state, run: startedAt, edited: new Set<string>() }
  const fields = type ? fieldsOf(type.input_schema, type.ui_schema) : NO_FIELDS
  const refusal = useEditor((state) => state.problems)
  const refused = useMemo(
    () => refusal?.list.filter((problem) => problem.node === node.id || problem.node === node.key) ?? NONE,
    [refusal, node.id, node.key],
  )
  const told = run?.error?.errors ?? NONE
  const remote = useMemo(() => [...told, ...refused], [told, refused])

  const shown = useMemo(() => {
    const own = problemsOf(node, type, lent).filter((problem) => {
      const left = touched.left.has(top(problem.field))
      return problem.message === 'Required.' ? attempted : attempted || left
    })
    const theirs = remote.filter((problem) => !touched.edited.has(top(problem.field)))
    const fromThem = new Set(theirs.map((problem) => problem.field))
    return [...theirs, ...own.filter((problem) => !fromThem.has(problem.field))]
  }, [node, type, lent, attempted, remote, touched.left, touched.edited])

  const touch = useCallback(
    (path: string, edited: boolean) =>
      setTouched((before) => {
        const current = before.run === startedAt ? before : { run: startedAt, left: before.left, edited: new Set<string>() }
        const key = edited ? 'edited' : 'left'
        if (current === before && before[key].has(top(path))) return before
        return { ...current, [key]: new Set([...current[key], top(path)]) }
      }),
    [startedAt],
  )

  const placed = useMemo(() => placeErrors(shown, fields), [shown, fields])
  return { fields, tree: placed.tree, elsewhere: placed.elsewhere, touch }
}
