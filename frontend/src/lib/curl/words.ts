/** Splits a command as a shell would: quotes, escapes and lines that go on. Nothing is ever run or filled in. */

/** What a command cannot be read for, in words for people. */
export class NotReadable extends Error {}

export interface Words {
  words: string[]
  /** Names of variables that a shell would have filled in. */
  variables: string[]
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v', '?': '?' }
const ENDS = new Set(['|', '&', ';', '<', '>', '(', ')', '`'])

/** Raises NotReadable for an open quote, and for what goes on to another program. */
export function split(command: string): Words {
  const text = command.replaceAll('\r\n', '\n')
  const words: string[] = []
  const variables: string[] = []
  let word: string | null = null
  let at = 0
  const add = (piece: string) => {
    word = (word ?? '') + piece
  }
  const variable = () => {
    const name = /^\$(?:\{(\w+)\}|(\w+))/.exec(text.slice(at))
    if (text.startsWith('$(', at)) throw new NotReadable('The shell would put in the answer of another command, $(…). Write its value instead.')
    if (name) variables.push(name[1] ?? name[2] ?? '')
  }
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '\\') {
      const next = text.charAt(at + 1)
      if (next !== '\n') add(next)
      at += 2
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1)
      if (end < 0) throw new NotReadable("A quote ' is not closed.")
      add(text.slice(at + 1, end))
      at = end + 1
    } else if (char === '$' && text.charAt(at + 1) === "'") {
      const [piece, end] = ansi(text, at + 2)
      add(piece)
      at = end
    } else if (char === '"') {
      at++
      add('')
      while (text.charAt(at) !== '"') {
        if (at >= text.length) throw new NotReadable('A quote " is not closed.')
        const inner = text.charAt(at)
        if (inner === '`') throw new NotReadable('The shell would put in the answer of another command, `…`. Write its value instead.')
        if (inner === '$') variable()
        if (inner === '\\' && '"\\$`\n'.includes(text.charAt(at + 1))) {
          const next = text.charAt(at + 1)
          if (next !== '\n') add(next)
          at += 2
        } else {
          add(inner)
          at++
        }
      }
      at++
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
      at++
    } else if (char === '^' && text.charAt(at + 1) === '\n') {
      throw new NotReadable('This is written for the Windows command line. Copy it as cURL for bash.')
    } else if (ENDS.has(char)) {
      throw new NotReadable(`What stands behind “${char}” is for the shell. Paste the curl command alone.`)
    } else if (char === '#' && word === null) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end
    } else {
      if (char === '$') variable()
      add(char)
      at++
    }
  }
  if (word !== null) words.push(word)
  return { words, variables }
}

/** `$'…'`, in which a backslash writes characters that cannot be typed. */
function ansi(text: string, start: number): [piece: string, end: number] {
  let piece = ''
  let at = start
  while (text.charAt(at) !== "'") {
    if (at >= text.length) throw new NotReadable("A quote ' is not closed.")
    const coded = /^\\(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2}))/.exec(text.slice(at, at + 10))
    if (coded) {
      piece += String.fromCodePoint(parseInt(coded[1] ?? coded[2] ?? coded[3] ?? '', 16))
      at += coded[0].length
    } else if (text.charAt(at) === '\\') {
      const next = text.charAt(at + 1)
      piece += ESCAPES[next] ?? `\\${next}`
      at += 2
    } else {
      piece += text.charAt(at)
      at++
    }
  }
  return [piece, at + 1]
}
