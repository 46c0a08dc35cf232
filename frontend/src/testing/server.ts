/** The server's side of a test: what it answers over HTTP and over the socket, and what it was asked. */
import { ProblemError } from '@/api/problem'
import { socket } from '@/socket/socket'

type Answers = Record<string, unknown>

export interface Asked {
  request: string
  body: unknown
}

const list = (results: unknown[]) => ({ results, next: null })

function respond(answer: unknown): Response {
  if (answer instanceof ProblemError) {
    const { code, message, status } = answer
    return new Response(JSON.stringify({ code, detail: message }), { status: status ?? 500 })
  }
  return answer === undefined
    ? new Response(null, { status: 204 })
    : new Response(JSON.stringify(Array.isArray(answer) ? list(answer) : answer))
}

/**
 * Answers by "METHOD /path?query"; a list is one page, a problem is a refusal, a function is asked each time.
 * What nobody answers is as if the server could not be reached.
 */
export function serve(answers: Answers): Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    const request = `${method} ${path}`
    asked.push({ request, body: body ? (JSON.parse(String(body)) as unknown) : undefined })
    if (!(request in answers)) throw new Error(`Nobody answers ${request}.`)
    const answer = answers[request]
    return respond(await (typeof answer === 'function' ? (answer as () => unknown)() : answer))
  })
  return asked
}

/** Answers by the type of the message; a problem is a refusal, a function is given what was sent. */
export function answerSocket(answers: Answers) {
  return vi.spyOn(socket, 'request').mockImplementation(async (type: string, payload: object) => {
    const answer = answers[type]
    const given: unknown = typeof answer === 'function' ? await (answer as (sent: object) => unknown)(payload) : answer
    if (given === undefined) throw new ProblemError({ detail: `Nobody answers ${type}.` })
    if (given instanceof Error) throw given
    return given as never
  })
}

/** An answer that the test gives when it wants to. */
export function later<T>() {
  let give: (value: T) => void = () => undefined
  const promise = new Promise<T>((resolve) => {
    give = resolve
  })
  return { promise, give }
}
