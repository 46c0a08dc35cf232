/** Following one workflow: after a lost connection only what was missed is asked for. */
import { socket } from './socket'

let followed: { workflow: string; position: number } | null = null
let replaying = 0

/** True while events of the past come in. */
export function isReplaying(): boolean {
  return replaying > 0
}

export function notePosition(position: number): void {
  if (followed && position > followed.position) followed.position = position
}

/** The server names its newest position with every ping: what lies between was lost on the way, and is asked for. */
export function noteNewest(position: number | null | undefined): void {
  if (followed && position != null && position > followed.position) void follow(followed.workflow)
}

/** The first time the newest runs are told, so that nodes show how they last went. */
export async function follow(workflow: string): Promise<void> {
  if (followed?.workflow !== workflow) followed = { workflow, position: 0 }
  replaying += 1
  try {
    const { position } = await socket.request('subscribe', { workflow, since: followed.position })
    notePosition(position)
  } catch {
    // The connection broke again: the next one asks anew.
  } finally {
    replaying -= 1
  }
}

/** Forget what was followed, because its runs are no longer on the screen. */
export function unfollow(): void {
  followed = null
}
