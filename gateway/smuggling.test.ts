import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { ok } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import { startGateway } from '../testing/gateway.ts'
import { sendRaw } from '../testing/raw-http.ts'

/** A gateway that keeps count of what it took for requests. */
const start = async () => {
  const taken: string[] = []
  const counting = (name: string, method: 'GET' | 'POST') =>
    route<Record<string, never>, Record<string, never>, unknown>({
      method,
      path: `/v1/${name}`,
      name,
      summary: name,
      tag: 'Test',
      access: { open: 'for everybody' },
      ...(method === 'POST' ? { body: { schema: Type.Any() } } : {}),
      ...(method === 'POST' ? { withoutIdempotencyKey: 'it changes nothing' } : {}),
      replies: { 200: Type.Any() },
      handle: () => {
        taken.push(name)
        return Promise.resolve(ok({}))
      },
    })
  const { port } = await startGateway([counting('outer', 'POST'), counting('hidden', 'GET')])
  return { port, taken }
}

const hidden = 'GET /v1/hidden HTTP/1.1\r\nHost: test\r\n\r\n'
const post = (headers: readonly string[], body: string): string =>
  `POST /v1/outer HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n${headers.join('\r\n')}\r\n\r\n${body}`

const chunked = `2\r\n{}\r\n0\r\n\r\n${hidden}`
const answers = (text: string): readonly string[] => text.match(/HTTP\/1\.1 \d{3}/g) ?? []

describe('a message that two servers could read differently', () => {
  it.each<[which: string, bytes: string]>([
    ['both lengths (CL.TE)', post(['Content-Length: 4', 'Transfer-Encoding: chunked'], chunked)],
    ['both lengths (TE.CL)', post(['Transfer-Encoding: chunked', 'Content-Length: 4'], chunked)],
    ['two lengths', post(['Content-Length: 2', 'Content-Length: 40'], `{}${hidden}`)],
    ['two lengths that agree', post(['Content-Length: 2', 'Content-Length: 2'], `{}${hidden}`)],
    ['two lengths in one line', post(['Content-Length: 2, 2'], `{}${hidden}`)],
    ['a length with a sign', post(['Content-Length: +2'], `{}${hidden}`)],
    ['a negative length', post(['Content-Length: -2'], `{}${hidden}`)],
    ['a hexadecimal length', post(['Content-Length: 0x2'], `{}${hidden}`)],
    ['a length of two numbers', post(['Content-Length: 2 40'], `{}${hidden}`)],
    ['a length beyond all numbers', post([`Content-Length: 1${'0'.repeat(30)}`], `{}${hidden}`)],
    ['an encoding that is none', post(['Transfer-Encoding: xchunked'], chunked)],
    ['an encoding twice', post(['Transfer-Encoding: chunked', 'Transfer-Encoding: x'], chunked)],
    ['an encoding after chunked', post(['Transfer-Encoding: chunked, identity'], chunked)],
    ['a space before the colon', post(['Transfer-Encoding : chunked'], chunked)],
    ['a folded header', post(['X-Folded: a', ' Transfer-Encoding: chunked'], chunked)],
    ['a folded encoding', post(['Transfer-Encoding:', ' chunked'], chunked)],
    ['a header without a name', post([': value', 'Content-Length: 2'], `{}${hidden}`)],
    ['a header without a colon', post(['Nothing', 'Content-Length: 2'], `{}${hidden}`)],
    ['a NUL in a value', post(['X-Nul: a\0b', 'Content-Length: 2'], `{}${hidden}`)],
    ['a NUL in a name', post(['X-N\0ul: a', 'Content-Length: 2'], `{}${hidden}`)],
    ['a bare carriage return', post(['X-Bare: a\rContent-Length: 2'], `{}${hidden}`)],
    ['a bare line feed', post(['X-Bare: a\nTransfer-Encoding: chunked'], chunked)],
    ['bare line feeds alone', post(['Content-Length: 2'], `{}${hidden}`).replaceAll('\r\n', '\n')],
    [
      'a chunk size beyond all numbers',
      post(['Transfer-Encoding: chunked'], `fffffffffffffffff2\r\n{}\r\n0\r\n\r\n${hidden}`),
    ],
    [
      'a chunk size with a sign',
      post(['Transfer-Encoding: chunked'], `+2\r\n{}\r\n0\r\n\r\n${hidden}`),
    ],
    [
      'a chunk size as hexadecimal with 0x',
      post(['Transfer-Encoding: chunked'], `0x2\r\n{}\r\n0\r\n\r\n${hidden}`),
    ],
    [
      'a chunk that is longer than it says',
      post(['Transfer-Encoding: chunked'], `2\r\n{} more\r\n0\r\n\r\n${hidden}`),
    ],
    [
      'a chunk line that ends in a bare line feed',
      post(['Transfer-Encoding: chunked'], `2;x\n{}\r\n0\r\n\r\n${hidden}`),
    ],
    ['two hosts', post(['Host: other', 'Content-Length: 2'], '{}')],
    [
      'two identities',
      post(['Authorization: Bearer a', 'Authorization: Bearer b', 'Content-Length: 2'], '{}'),
    ],
    ['two types', post(['Content-Type: text/plain', 'Content-Length: 2'], '{}')],
    ['another protocol', `POST /v1/outer HTTP/3.7\r\nHost: test\r\n\r\n${hidden}`],
    ['a line feed in the address', `GET /v1/hid\nden HTTP/1.1\r\nHost: test\r\n\r\n`],
  ])('is refused, and nothing behind it is read: %s', async (_which, bytes) => {
    const { port, taken } = await start()
    const { text } = await sendRaw(port, bytes)
    expect(answers(text)).toEqual(['HTTP/1.1 400'])
    expect(taken).toEqual([])
  })

  it('may still be one that only looks odd: two good ones behind each other are two', async () => {
    const { port, taken } = await start()
    const last = hidden.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')
    const { text } = await sendRaw(port, post(['Content-Length: 2'], '{}'), last)
    expect(answers(text)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200'])
    expect(taken).toEqual(['outer', 'hidden'])
  })
})
