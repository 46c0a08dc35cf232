import { Background, BackgroundVariant, ReactFlow, SelectionMode, useStore, type Viewport } from '@xyflow/react'
import { useCallback, useMemo } from 'react'
import type { FlowNode, FlowNote } from '@/lib/graph/flow'
import { GRID } from '@/lib/graph/types'
import { useFlow } from '@/store/flowStore'
import { useEditor } from '@/store/store'
import { CanvasControls } from './CanvasControls'
import { CanvasEmpty } from './CanvasEmpty'
import { CanvasMinimap } from './CanvasMinimap'
import { edgeTypes, nodeTypes } from './nodeTypes'
import { SelectionToolbar } from './SelectionToolbar'
import { dropTextSelection, selectOnly } from './selecting'
import { ViewBanner } from './ViewBanner'
import { takeNodeChanges } from './takeNodeChanges'
import { useConnecting } from './useConnecting'
import { useDropping } from './useDropping'
import { useKeepVisible } from './useKeepVisible'

const SNAP: [number, number] = [GRID, GRID]
const EDGE_OPTIONS = { type: 'link' } as const
/** Below this zoom nothing can be read, and nodes are drawn as plain blocks. */
const FAR = 0.3
const FIT = { padding: 0.14, maxZoom: 1 }

/** The drawing area. Its state lives in the store; React Flow draws it and reports what the person does. */
export function Canvas() {
  const steps = useFlow((state) => state.nodes)
  const notes = useFlow((state) => state.notes)
  const nodes = useMemo<(FlowNode | FlowNote)[]>(() => (notes.length === 0 ? steps : [...notes, ...steps]), [notes, steps])
  const edges = useFlow((state) => state.edges)
  const changeEdges = useFlow((state) => state.changeEdges)
  const setViewport = useEditor((state) => state.setViewport)
  const connecting = useConnecting()
  const far = useStore((state) => state.transform[2] < FAR)
  const dropping = useDropping()
  const viewing = useEditor((state) => state.viewed !== null)
  useKeepVisible()
  const onMoveEnd = useCallback((_: unknown, viewport: Viewport) => setViewport(viewport), [setViewport])

  return (
    <div id="canvas" data-far={far || undefined} className="relative h-full w-full" {...dropping}>
      <ReactFlow
        onPointerDownCapture={dropTextSelection}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        defaultEdgeOptions={EDGE_OPTIONS}
        onNodesChange={takeNodeChanges}
        onEdgesChange={changeEdges}
        onNodeClick={selectOnly}
        onMoveEnd={onMoveEnd}
        {...connecting}
        fitView={nodes.length <= 60}
        fitViewOptions={FIT}
        defaultViewport={useEditor.getState().viewport}
        minZoom={0.1}
        maxZoom={2}
        snapToGrid
        snapGrid={SNAP}
        onlyRenderVisibleElements={nodes.length > 150}
        panOnScroll
        nodesDraggable={!viewing}
        nodesConnectable={!viewing}
        selectionOnDrag
        panOnDrag={[1, 2]}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        connectionRadius={32}
        proOptions={{ hideAttribution: true }}
        aria-label="Workflow"
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.6} />
        <SelectionToolbar />
        <CanvasMinimap />
      </ReactFlow>
      <CanvasControls />
      <ViewBanner />
      {nodes.length === 0 && <CanvasEmpty />}
    </div>
  )
}
