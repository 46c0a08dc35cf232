/** Shows a part of the editor with everything around it that it needs: the store, the catalog, the query cache, the canvas. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { ReactFlowProvider } from '@xyflow/react'
import type { ReactElement } from 'react'
import type { NodeType } from '@/api/types'
import { CatalogContext } from '@/catalog/CatalogContext'
import { makeCatalog } from '@/catalog/catalog'
import type { Graph } from '@/lib/graph/types'
import { useFlow } from '@/store/flowStore'
import { useEditor } from '@/store/store'
import { Toaster } from '@/ui/Toaster'
import { TooltipProvider } from '@/ui/Tooltip'
import { makeGraph } from './graph'
import { makeWorkflow } from './workflow'

/** The store as on a fresh page, with this graph open and the connection up. */
export function openEditor(graph: Graph = makeGraph([])) {
  useEditor.setState(useEditor.getInitialState(), true)
  useFlow.setState(useFlow.getInitialState(), true)
  useEditor.getState().setLink('open')
  useEditor.getState().openWorkflow(makeWorkflow(graph))
}

export const editor = () => useEditor.getState()
export const graphShown = () => editor().history.present

/** A failed question is not asked again by itself here, so that its words show at once. */
export function show(part: ReactElement, types: NodeType[] = []) {
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const user = userEvent.setup()
  const page = render(
    <QueryClientProvider client={cache}>
      <TooltipProvider delayDuration={0}>
        <CatalogContext value={makeCatalog(types)}>
          <ReactFlowProvider>{part}</ReactFlowProvider>
        </CatalogContext>
        <Toaster />
      </TooltipProvider>
    </QueryClientProvider>,
  )
  return { user, cache, ...page }
}

/** The buttons that a screen reader cannot tell apart, because they say nothing. */
export const namelessButtons = () => screen.queryAllByRole('button', { name: '' })
