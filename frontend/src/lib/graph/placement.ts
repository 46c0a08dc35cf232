/** Where a new node goes: on the grid, beside what it follows, never on top of another. */
import { GRID, NODE_HEIGHT, NODE_WIDTH, type Graph, type Point } from './types'

export const GAP_X = 88
export const GAP_Y = 36

export function snap(point: Point): Point {
  return { x: Math.round(point.x / GRID) * GRID, y: Math.round(point.y / GRID) * GRID }
}

function overlaps(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) < NODE_WIDTH + GRID && Math.abs(a.y - b.y) < NODE_HEIGHT + GRID
}

/** The nearest free place at or below `wanted`. */
export function freePosition(graph: Graph, wanted: Point): Point {
  let place = snap(wanted)
  for (let tries = 0; tries < 500; tries += 1) {
    if (!graph.nodes.some((node) => overlaps(node.position, place))) return place
    place = snap({ x: place.x, y: place.y + NODE_HEIGHT + GAP_Y })
  }
  return place
}

/** A place to the right of the node `after`, below the ones it already leads to. */
export function positionAfter(graph: Graph, after: string): Point {
  const source = graph.nodes.find((node) => node.id === after)
  if (!source) return freePosition(graph, { x: 0, y: 0 })
  return freePosition(graph, { x: source.position.x + NODE_WIDTH + GAP_X, y: source.position.y })
}
