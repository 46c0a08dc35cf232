import { ReactFlowProvider } from '@xyflow/react'
import { PanelRightOpen } from 'lucide-react'
import { lazy, Suspense, useMemo } from 'react'
import { asProblem } from '@/api/problem'
import { useNodes } from '@/api/useNodes'
import { NotFound } from '@/app/NotFound'
import { Canvas } from '@/canvas/Canvas'
import { CatalogContext } from '@/catalog/CatalogContext'
import { makeCatalog } from '@/catalog/catalog'
import { Dock } from '@/dock/Dock'
import { shortcut } from '@/lib/shortcuts'
import { NodePicker } from '@/palette/NodePicker'
import { Palette } from '@/palette/Palette'
import { useSelectedNode } from '@/store/selection'
import { useEditor } from '@/store/store'
import { TopBar } from '@/topbar/TopBar'
import { ErrorNote } from '@/ui/ErrorNote'
import { FoldedRail } from '@/ui/FoldedRail'
import { CommandPalette } from './CommandPalette'
import { ConflictDialog } from './ConflictDialog'
import { EditorKeys } from './EditorKeys'
import { EditorSkeleton } from './EditorSkeleton'
import { RunConfirm } from './RunConfirm'
import { ShortcutSheet } from './ShortcutSheet'
import { useOpenWorkflow } from './useOpenWorkflow'

const Inspector = lazy(() => import('@/inspector/Inspector').then((module) => ({ default: module.Inspector })))

/** The panel at the right, while exactly one node is selected. */
function Side() {
  const node = useSelectedNode()
  const isFolded = useEditor((state) => state.folded.inspector)
  const fold = useEditor((state) => state.fold)
  if (!node) return null
  if (isFolded) {
    return (
      <FoldedRail
        label={`Node ${node.name}`}
        unfold="Unfold the panel of the node"
        keys={shortcut('inspector')}
        side="right"
        onUnfold={() => fold('inspector', false)}
      >
        <PanelRightOpen size={16} />
      </FoldedRail>
    )
  }
  return (
    <Suspense fallback={<aside className="w-[372px] shrink-0 border-l bg-surface" aria-busy="true" />}>
      <Inspector key={node.id} node={node} />
    </Suspense>
  )
}

export function EditorScreen({ id }: { id: string }) {
  const nodes = useNodes()
  const opened = useOpenWorkflow(id)
  const catalog = useMemo(() => makeCatalog(nodes.data ?? []), [nodes.data])
  const failure = opened.error ?? nodes.error

  if (failure) {
    const problem = asProblem(failure)
    if (problem.code === 'not_found') return <NotFound what="workflow" />
    const retry = () => void (opened.error ? opened.retry() : nodes.refetch())
    return (
      <main className="mx-auto max-w-lg p-8">
        <ErrorNote problem={problem} onRetry={retry} />
      </main>
    )
  }
  if (!opened.ready || !nodes.data) return <EditorSkeleton />

  return (
    <CatalogContext value={catalog}>
      <ReactFlowProvider>
        <div className="flex h-full flex-col">
          <TopBar />
          <div className="flex min-h-0 flex-1">
            <Palette />
            <div className="flex min-w-0 flex-1 flex-col">
              <main className="relative min-h-0 flex-1">
                <Canvas />
              </main>
              <Dock />
            </div>
            <Side />
          </div>
        </div>
        <EditorKeys />
        <NodePicker />
        <CommandPalette />
        <ShortcutSheet />
        <RunConfirm />
        <ConflictDialog />
      </ReactFlowProvider>
    </CatalogContext>
  )
}
