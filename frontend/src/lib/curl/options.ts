/** The options of curl: which take a value, which say nothing about the request, and which cannot be carried. */
import { NotReadable } from './words'

export interface Option {
  name: string
  value: string
}

/** Long names by short ones, of all that are read or refused. */
const SHORT: Record<string, string> = {
  X: 'request', H: 'header', d: 'data', F: 'form', u: 'user', G: 'get', I: 'head', A: 'user-agent', e: 'referer', b: 'cookie',
  o: 'output', O: 'remote-name', m: 'max-time', L: 'location', s: 'silent', S: 'show-error', v: 'verbose', i: 'include', f: 'fail',
  g: 'globoff', N: 'no-buffer', k: 'insecure', x: 'proxy', T: 'upload-file', E: 'cert', K: 'config', r: 'range', w: 'write-out',
  c: 'cookie-jar', D: 'dump-header', J: 'remote-header-name', '#': 'progress-bar', n: 'netrc', U: 'proxy-user', Z: 'parallel',
  '0': 'http1.0', '4': 'ipv4', '6': 'ipv6', a: 'append', q: 'disable',
}
const WITH_VALUE = new Set([
  'request', 'header', 'data', 'data-raw', 'data-ascii', 'data-binary', 'data-urlencode', 'json', 'form', 'form-string', 'user',
  'user-agent', 'referer', 'cookie', 'url', 'oauth2-bearer', 'max-time', 'output', 'range', 'url-query', 'connect-timeout', 'retry',
  'retry-delay', 'retry-max-time', 'write-out', 'cookie-jar', 'dump-header', 'max-redirs', 'proxy', 'upload-file', 'cert', 'key',
  'cacert', 'config', 'resolve', 'connect-to', 'unix-socket', 'interface', 'proxy-user', 'aws-sigv4', 'limit-rate',
])
/** They change what is shown or how it travels, and not what is asked. */
const SILENT = new Set([
  'silent', 'show-error', 'verbose', 'include', 'fail', 'fail-with-body', 'globoff', 'no-buffer', 'location', 'compressed', 'http1.1',
  'http2', 'http2-prior-knowledge', 'http3', 'write-out', 'progress-bar', 'no-progress-meter', 'connect-timeout', 'retry', 'retry-delay',
  'retry-max-time', 'retry-all-errors', 'remote-header-name', 'max-redirs', 'dump-header', 'ipv4', 'ipv6', 'disable', 'limit-rate',
])
const REFUSED: Record<string, string> = {
  insecure: 'certificates are always checked',
  proxy: 'no proxy can be chosen here',
  'proxy-user': 'no proxy can be chosen here',
  'upload-file': 'files come from an earlier step: choose file as body_type',
  cert: 'certificates of clients are not supported',
  key: 'certificates of clients are not supported',
  cacert: 'certificates are always checked against the usual authorities',
  config: 'files of this machine are not read',
  netrc: 'files of this machine are not read',
  'cookie-jar': 'cookies are not kept',
  resolve: 'names lead where they lead',
  'connect-to': 'names lead where they lead',
  'unix-socket': 'only addresses on the internet are asked',
  interface: 'only addresses on the internet are asked',
  'aws-sigv4': 'requests are not signed for AWS',
  digest: 'only Basic and bearer tokens are known',
  ntlm: 'only Basic and bearer tokens are known',
  negotiate: 'only Basic and bearer tokens are known',
  anyauth: 'only Basic and bearer tokens are known',
}
const READ = new Set([
  'request', 'header', 'data', 'data-raw', 'data-ascii', 'data-binary', 'data-urlencode', 'json', 'form', 'form-string', 'user', 'get',
  'head', 'user-agent', 'referer', 'cookie', 'url', 'oauth2-bearer', 'max-time', 'output', 'remote-name', 'range', 'url-query', 'basic',
])

/** Options in their order; what stands alone is an option `url`. Raises NotReadable for what cannot be carried. */
export function optionsOf(words: readonly string[]): Option[] {
  const options: Option[] = []
  let onlyAddresses = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const value = (name: string, joined: string | undefined) => {
      if (!WITH_VALUE.has(name)) return ''
      if (joined !== undefined && joined !== '') return joined
      at++
      const next = words[at]
      if (next === undefined) throw new NotReadable(`--${name} needs a value behind it.`)
      return next
    }
    if (onlyAddresses || word === '-' || !word.startsWith('-')) options.push({ name: 'url', value: word })
    else if (word === '--') onlyAddresses = true
    else if (word.startsWith('--')) {
      const [name = '', joined] = word.slice(2).split(/=(.*)/s)
      options.push(...known(name, value(name, joined)))
    } else {
      for (let letter = 1; letter < word.length; letter++) {
        const name = SHORT[word.charAt(letter)]
        if (name === undefined) throw new NotReadable(`The option -${word.charAt(letter)} is not known here. Take it off.`)
        const rest = word.slice(letter + 1)
        options.push(...known(name, value(name, rest)))
        if (WITH_VALUE.has(name)) break
      }
    }
  }
  return options
}

function known(name: string, value: string): Option[] {
  const reason = REFUSED[name]
  if (reason !== undefined) throw new NotReadable(`--${name} cannot be carried over: ${reason}.`)
  if (SILENT.has(name)) return []
  if (!READ.has(name)) throw new NotReadable(`The option --${name} is not known here. Take it off.`)
  return [{ name, value }]
}
