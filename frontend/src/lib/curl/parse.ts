/** A curl command as the fields of a request: method, url, query, headers, body_type, body, timeout, response_type. */
import type { Parameters } from '@/lib/schema/types'
import { add, bodyOf, dataOf, formOf, partOf } from './body'
import { optionsOf, type Option } from './options'
import { NotReadable, split } from './words'

/** Fields that a command says, or says by leaving them out. */
export const FIELDS = ['method', 'url', 'query', 'headers', 'body_type', 'body', 'timeout', 'response_type'] as const
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
const DATA = new Set(['data', 'data-raw', 'data-ascii', 'data-binary', 'data-urlencode', 'json'])

export type FromCurl = { fields: Parameters; notes: string[] } | { problem: string }

export const isCurl = (text: string) => /^\s*(?:\$\s+)?curl(?:\.exe)?\s/.test(text)

/** The fields, or what cannot be carried over. */
export function fromCurl(text: string): FromCurl {
  try {
    const { words, variables } = split(text.replace(/^\s*\$\s+/, ''))
    const options = optionsOf(words.slice(1))
    const notes: string[] = variables.map((name) => `$${name} stands for a value that is not known here. Write it in its place.`)
    return { fields: fieldsOf(options, notes), notes }
  } catch (error) {
    if (error instanceof NotReadable) return { problem: error.message }
    throw error
  }
}

function fieldsOf(options: readonly Option[], notes: string[]): Parameters {
  const values = (...names: string[]) => options.filter((each) => names.includes(each.name)).map((each) => each.value)
  const has = (name: string) => options.some((each) => each.name === name)
  const data = options.filter((each) => DATA.has(each.name))
  const forms = options.filter((each) => each.name === 'form' || each.name === 'form-string')
  if (data.length > 0 && forms.length > 0) throw new NotReadable('-d and -F cannot be sent together. Keep one of them.')
  if (has('json') && data.some((each) => each.name !== 'json')) throw new NotReadable('--json and -d cannot be sent together. Keep one of them.')
  const headers = headersOf(values('header'))
  const named = (name: string, value: string | undefined) => {
    if (value !== undefined && find(headers, name) === undefined) headers[name] = value
  }
  if (has('json')) named('Accept', 'application/json')
  named('User-Agent', values('user-agent').at(-1))
  named('Referer', values('referer').at(-1))
  named('Cookie', cookies(values('cookie')))
  const range = values('range').at(-1)
  named('Range', range === undefined ? undefined : `bytes=${range}`)
  authorise(headers, values('user').at(-1), values('oauth2-bearer').at(-1), notes)

  const url = addressOf(values('url'))
  const sent = data.map((each) => (each.name === 'json' ? dataOf('data', each.value) : dataOf(each.name, each.value)))
  const inQuery = has('get') ? sent : []
  const query = queryOf([...inQuery, ...values('url-query').map((each) => dataOf('data-urlencode', each))])
  const method = methodOf(values('request').at(-1), has('head'), !has('get') && (data.length > 0 || forms.length > 0))
  const seconds = Number(values('max-time').at(-1) ?? NaN)
  return {
    ...(method === 'GET' ? {} : { method }),
    url,
    ...query,
    ...(forms.length > 0 ? multipart(forms, headers) : {}),
    ...(sent.length > 0 && !has('get') ? written(sent, has('json'), headers) : {}),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(seconds > 0 ? { timeout: Math.round(seconds * 1000) } : {}),
    ...(has('output') || has('remote-name') ? { response_type: 'file' } : {}),
  }
}

function addressOf(urls: readonly string[]): string {
  const [url, ...more] = urls
  if (url === undefined) throw new NotReadable('The command names no address.')
  if (more.length > 0) throw new NotReadable(`The command names ${String(urls.length)} addresses. Keep one of them.`)
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) return `https://${url}`
  if (scheme !== 'http' && scheme !== 'https') throw new NotReadable(`${scheme}:// is not asked here, only https://.`)
  return url
}

function methodOf(given: string | undefined, isHead: boolean, hasBody: boolean): string {
  const method = (given ?? (isHead ? 'HEAD' : hasBody ? 'POST' : 'GET')).toUpperCase()
  if (!METHODS.has(method)) throw new NotReadable(`The method ${method} is not known here.`)
  return method
}

function headersOf(given: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const header of given) {
    if (header.startsWith('@')) throw new NotReadable(`Headers out of the file “${header.slice(1)}” cannot be read here.`)
    const [, name, mark, value = ''] = /^([^:;]+)([:;])\s*(.*?)\s*$/s.exec(header) ?? []
    if (name === undefined) throw new NotReadable(`“${header}” is no header of the form Name: value.`)
    if (mark === ':' && value === '') continue // takes a header of curl's own off
    const known = find(headers, name)
    if (known === undefined) headers[name] = value
    else headers[known] = `${headers[known] ?? ''}, ${value}`
  }
  return headers
}

function authorise(headers: Record<string, string>, user: string | undefined, bearer: string | undefined, notes: string[]) {
  if (find(headers, 'authorization') === undefined) {
    if (bearer !== undefined) headers.Authorization = `Bearer ${bearer}`
    else if (user !== undefined) headers.Authorization = `Basic ${base64(user.includes(':') ? user : `${user}:`)}`
  }
  if (find(headers, 'authorization') !== undefined) notes.push('The header Authorization holds a secret. Better connect an account, and take the header off.')
}

function written(sent: readonly string[], isJson: boolean, headers: Record<string, string>): Parameters {
  const given = find(headers, 'content-type')
  const { body_type, body, type } = bodyOf(sent.join(isJson ? '' : '&'), isJson ? 'application/json' : given === undefined ? null : (headers[given] ?? null))
  if (given !== undefined) Reflect.deleteProperty(headers, given)
  if (type !== null) headers['Content-Type'] = type
  return { body_type, body }
}

function multipart(forms: readonly Option[], headers: Record<string, string>): Parameters {
  const given = find(headers, 'content-type')
  if (given !== undefined) Reflect.deleteProperty(headers, given) // its boundary would be another one
  const fields: Record<string, string | string[]> = {}
  for (const { name, value } of forms) add(fields, ...partOf(name, value))
  return { body_type: 'multipart', body: fields }
}

function queryOf(parts: readonly string[]): Parameters {
  if (parts.length === 0) return {}
  const query = formOf(parts.join('&'))
  if (query === null) throw new NotReadable('What -G puts into the address is no list of name=value.')
  return { query }
}

function cookies(given: readonly string[]): string | undefined {
  const file = given.find((each) => !each.includes('='))
  if (file !== undefined) throw new NotReadable(`Cookies out of the file “${file}” cannot be read here.`)
  return given.length > 0 ? given.join('; ') : undefined
}

function find(headers: Record<string, string>, name: string): string | undefined {
  return Object.keys(headers).find((each) => each.toLowerCase() === name.toLowerCase())
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
