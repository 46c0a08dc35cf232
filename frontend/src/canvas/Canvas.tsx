import { Background, BackgroundVariant, ReactFlow, SelectionMode, type Viewport } from '@xyflow/react'
import { useCallback } from 'react'
import { GRID } from '@/lib/graph/types'
import { useEditor } from '@/store/store'
import { CanvasControls } from './CanvasControls'
import { CanvasEmpty } from './CanvasEmpty'
import { CanvasMinimap } from './CanvasMinimap'
import { edgeTypes, nodeTypes } from './nodeTypes'
import { SelectionToolbar } from './SelectionToolbar'
import { useConnecting } from './useConnecting'
import { useDropping } from './useDropping'

const SNAP: [number, number] = [GRID, GRID]
const EDGE_OPTIONS = { type: 'link' } as const
const FIT = { padding: 0.25, maxZoom: 1 }

/** The drawing area. Its state lives in the store; React Flow draws it and reports what the person does. */
export function Canvas() {
  const nodes = useEditor((state) => state.flowNodes)
  const edges = useEditor((state) => state.flowEdges)
  const changeNodes = useEditor((state) => state.changeNodes)
  const changeEdges = useEditor((state) => state.changeEdges)
  const setViewport = useEditor((state) => state.setViewport)
  const connecting = useConnecting()
  const dropping = useDropping()
  const onMoveEnd = useCallback((_: unknown, viewport: Viewport) => setViewport(viewport), [setViewport])

  return (
    <div id="canvas" className="relative h-full w-full" {...dropping}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        defaultEdgeOptions={EDGE_OPTIONS}
        onNodesChange={changeNodes}
        onEdgesChange={changeEdges}
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
      {nodes.length === 0 && <CanvasEmpty />}
    </div>
  )
}
