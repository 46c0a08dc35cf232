import { describe, expect, it } from 'vitest'
import { fromCurl, isCurl } from './parse'

const URL = 'https://api.globex.example/v1/orders'
const fields = (command: string) => {
  const read = fromCurl(command)
  if ('problem' in read) throw new Error(read.problem)
  return read.fields
}
const problem = (command: string) => {
  const read = fromCurl(command)
  return 'problem' in read ? read.problem : 'none'
}

describe('what is a command', () => {
  it.each([`curl ${URL}`, `  $ curl ${URL}`, `curl.exe ${URL}`, `curl \\\n ${URL}`])('%s is one', (text) => {
    expect(isCurl(text)).toBe(true)
  })
  it.each([URL, 'curly https://x', 'echo curl', 'curl'])('%s is none', (text) => {
    expect(isCurl(text)).toBe(false)
  })
})

describe('method and address', () => {
  it('asks by GET where nothing else is said', () => {
    expect(fields(`curl ${URL}?state=open`)).toEqual({ url: `${URL}?state=open` })
  })
  it.each([
    [`curl -X delete ${URL}/7`, 'DELETE'],
    [`curl -XPUT ${URL}/7`, 'PUT'],
    [`curl --request=PATCH ${URL}/7`, 'PATCH'],
    [`curl -I ${URL}`, 'HEAD'],
    [`curl -sSLd a=1 ${URL}`, 'POST'],
    [`curl -d a=1 -X PUT ${URL}`, 'PUT'],
  ])('%s', (command, method) => {
    expect(fields(command).method).toBe(method)
  })
  it('takes an address without a scheme for https', () => {
    expect(fields('curl api.globex.example/v1')).toEqual({ url: 'https://api.globex.example/v1' })
  })
  it('takes it from --url, and behind --', () => {
    expect(fields(`curl --url ${URL}`).url).toBe(URL)
    expect(fields(`curl -s -- ${URL}`).url).toBe(URL)
  })
})

describe('quotes and lines', () => {
  it('reads single, double and escaped quotes and lines that go on', () => {
    const command = `curl '${URL}' \\\n  -H 'X-A: it'\\''s' \\\r\n  -H "X-B: \\"b\\" \\\\ \\$c" \\\n  -H X-C:\\ c`
    expect(fields(command).headers).toEqual({ 'X-A': "it's", 'X-B': '"b" \\ $c', 'X-C': 'c' })
  })
  it("reads $'…' as browsers copy it", () => {
    expect(fields(`curl ${URL} --data-raw $'{"a":"it\\'s \\u00fc\\n"}'`)).toMatchObject({ body_type: 'text', body: '{"a":"it\'s ü\n"}' })
    expect(fields(`curl ${URL} --data-raw $'{"a":"\\u0021"}'`).body).toEqual({ a: '!' })
  })
  it('passes over comments', () => {
    expect(fields(`curl ${URL} # all of them`)).toEqual({ url: URL })
  })
  it.each([`curl '${URL}`, `curl "${URL}`, `curl $'${URL}`])('refuses a quote that is not closed: %s', (command) => {
    expect(problem(command)).toMatch(/not closed/)
  })
  it.each(['| jq .', '> file', '&& ls', '; ls', '& '])('refuses what is for the shell: %s', (rest) => {
    expect(problem(`curl ${URL} ${rest}`)).toMatch(/for the shell/)
  })
  it('keeps & inside quotes', () => {
    expect(fields(`curl '${URL}?a=1&b=2'`).url).toBe(`${URL}?a=1&b=2`)
  })
  it('refuses the answers of other commands, and the Windows command line', () => {
    expect(problem(`curl -H "A: $(cat token)" ${URL}`)).toMatch(/another command/)
    expect(problem(`curl -H "A: \`cat token\`" ${URL}`)).toMatch(/another command/)
    expect(problem(`curl ${URL} ^\n -H "A: b"`)).toMatch(/bash/)
  })
  it('says which values a shell would have filled in', () => {
    const read = fromCurl(`curl -H "X-Key: $KEY" ${URL}/\${ID}`)
    expect(read).toMatchObject({ fields: { headers: { 'X-Key': '$KEY' }, url: `${URL}/\${ID}` } })
    expect('notes' in read && read.notes.map((note) => note.slice(0, 4))).toEqual(['$KEY', '$ID '])
  })
})

describe('headers', () => {
  it('joins what is said twice, sends an empty one, and leaves out one that is taken off', () => {
    expect(fields(`curl -H 'Accept: a' -H 'accept: b' -H 'X-Empty;' -H 'Expect:' ${URL}`).headers).toEqual({ Accept: 'a, b', 'X-Empty': '' })
  })
  it('has options of their own for some', () => {
    expect(fields(`curl -A me -e https://a.example -b a=1 -b b=2 -r 0-99 ${URL}`).headers).toEqual({
      'User-Agent': 'me',
      Referer: 'https://a.example',
      Cookie: 'a=1; b=2',
      Range: 'bytes=0-99',
    })
  })
  it('makes Basic of -u and says that it is a secret', () => {
    const read = fromCurl(`curl -u ada:grün ${URL}`)
    expect(read).toMatchObject({ fields: { headers: { Authorization: 'Basic YWRhOmdyw7xu' } } })
    expect('notes' in read && read.notes).toEqual([expect.stringMatching(/holds a secret/)])
    expect(fields(`curl -u key: ${URL}`).headers).toEqual({ Authorization: 'Basic a2V5Og==' })
    expect(fields(`curl --oauth2-bearer t1 ${URL}`).headers).toEqual({ Authorization: 'Bearer t1' })
  })
  it('refuses what is no header', () => {
    expect(problem(`curl -H nothing ${URL}`)).toMatch(/no header/)
    expect(problem(`curl -H @headers.txt ${URL}`)).toMatch(/headers\.txt/)
  })
})

describe('bodies', () => {
  it('makes a form of name=value, and a list of a name that is repeated', () => {
    expect(fields(`curl -d a=1 -d 'b=x%20y&a=2' ${URL}`)).toEqual({ method: 'POST', url: URL, body_type: 'form', body: { a: ['1', '2'], b: 'x y' } })
  })
  it('makes JSON of what says that it is, or looks like it', () => {
    const json = { method: 'POST', url: URL, body_type: 'json', body: { a: [1, null] } }
    expect(fields(`curl -H 'Content-Type: application/json' -d '{"a":[1,null]}' ${URL}`)).toEqual(json)
    expect(fields(`curl -d '{"a":[1,null]}' ${URL}`)).toEqual(json)
    expect(fields(`curl --json '{"a":[1,null]}' ${URL}`)).toEqual({ ...json, headers: { Accept: 'application/json' } })
    expect(fields(`curl -H 'content-type: application/vnd.a+json' -d '{"a":[1,null]}' ${URL}`)).toEqual({ ...json, headers: { 'Content-Type': 'application/vnd.a+json' } })
  })
  it('keeps as text what would not come out the same', () => {
    expect(fields(`curl -H 'Content-Type: application/json' -d '{"id":12345678901234567890}' ${URL}`)).toMatchObject({
      body_type: 'text',
      body: '{"id":12345678901234567890}',
      headers: { 'Content-Type': 'application/json' },
    })
    expect(fields(`curl -d hello ${URL}`)).toMatchObject({ body_type: 'text', body: 'hello', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
    expect(fields(`curl -H 'Content-Type: text/xml' --data-binary '<a/>' ${URL}`)).toMatchObject({ body_type: 'text', body: '<a/>', headers: { 'Content-Type': 'text/xml' } })
  })
  it('encodes what --data-urlencode says', () => {
    expect(fields(`curl --data-urlencode 'q=a&b=c' --data-urlencode x=ü ${URL}`).body).toEqual({ q: 'a&b=c', x: 'ü' })
  })
  it('puts the data into the query with -G', () => {
    expect(fields(`curl -G -d limit=2 --data-urlencode 'q=a b' ${URL}`)).toEqual({ url: URL, query: { limit: '2', q: 'a b' } })
    expect(fields(`curl --url-query q=1 ${URL}`)).toEqual({ url: URL, query: { q: '1' } })
  })
  it('keeps --data-raw with an @ as it is', () => {
    expect(fields(`curl --data-raw @me ${URL}`).body).toBe('@me')
  })
  it('makes a form with parts of -F', () => {
    expect(fields(`curl -F title=Figures -F 'tag=a' -F tag=b --form-string at=@x -H 'Content-Type: multipart/form-data' ${URL}`)).toEqual({
      method: 'POST',
      url: URL,
      body_type: 'multipart',
      body: { title: 'Figures', tag: ['a', 'b'], at: '@x' },
    })
  })
  it.each([`-d @body.json`, `--data-binary @body.json`, `--data-urlencode q@body.json`, `-F 'f=@body.json;type=text/csv'`, `-F 'f=<body.json'`])('refuses a file: %s', (option) => {
    expect(problem(`curl ${option} ${URL}`)).toMatch(/body\.json.*earlier step/)
  })
})

describe('the rest', () => {
  it('keeps an answer as a file where curl would, and as long as it may take', () => {
    expect(fields(`curl -o a.pdf -m 2.5 ${URL}`)).toEqual({ url: URL, response_type: 'file', timeout: 2500 })
    expect(fields(`curl -O ${URL}`)).toEqual({ url: URL, response_type: 'file' })
  })
  it('passes over what says nothing about the request', () => {
    expect(fields(`curl -sSfLvi --compressed --http1.1 --retry 3 -w '%{http_code}' ${URL}`)).toEqual({ url: URL })
  })
  it.each([
    ['-k', /always checked/],
    ['--insecure', /always checked/],
    ['-x http://p:1', /no proxy/],
    ['-T file', /earlier step/],
    ['--cert a.pem', /clients/],
    ['-K config', /not read/],
    ['--resolve a:1:b', /lead where/],
    ['--digest', /Basic and bearer/],
    ['--nonsense', /not known/],
    ['-y', /not known/],
    ['-X BREW', /BREW is not known/],
    ['https://b.example', /2 addresses/],
    ['-d a=1 -F b=2', /together/],
    ['--json {} -d a=1', /together/],
    ['-b jar.txt', /jar\.txt/],
  ])('refuses %s in words', (option, words) => {
    expect(problem(`curl ${option} ${URL}`)).toMatch(words)
  })
  it('refuses what has no address, another scheme, or a value too few', () => {
    expect(problem('curl -s')).toMatch(/no address/)
    expect(problem('curl ftp://a.example')).toMatch(/ftp/)
    expect(problem(`curl ${URL} -H`)).toMatch(/needs a value/)
  })
})
