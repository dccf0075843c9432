import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { ok } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import { problemIn, startGateway, type GatewaySettings } from '../testing/gateway.ts'
import { echoParcel } from '../testing/parcels.ts'
import { sendRaw } from '../testing/raw-http.ts'

const listParcels = route<Record<string, never>, { limit: number; ids?: string[] }>({
  method: 'GET',
  path: '/v1/parcels',
  name: 'listParcels',
  summary: 'List parcels',
  tag: 'Parcels',
  access: { roles: ['operator'] },
  query: Type.Object({
    limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
    ids: Type.Optional(Type.Array(Type.String())),
  }),
  replies: { 200: Type.Any() },
  handle: ({ query }) => Promise.resolve(ok({ ...query })),
})

const start = (settings?: GatewaySettings) => startGateway([echoParcel, listParcels], settings)

const post = async (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) => {
  const { ask } = await start()
  return ask('operator', '/v1/parcels', { method: 'POST', body, headers })
}

const fieldsOf = async (response: Response) => {
  expect(response.status).toBe(400)
  const problem = await problemIn(response)
  expect(problem.type).toBe('/problems/invalid-request')
  return (problem.fields ?? []).map(({ field, reason }) => `${field} ${reason}`)
}

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

describe('an instant', () => {
  const echoInstant = route<Record<string, never>, { at: string }>({
    ...listParcels,
    path: '/v1/parcels-at',
    name: 'listParcelsAt',
    query: Type.Object({ at: Type.String({ format: 'date-time' }) }),
    handle: ({ query: { at } }) => Promise.resolve(ok({ at: new Date(at).toISOString() })),
  })
  const askAt = async (at: string) => {
    const { ask } = await startGateway([echoInstant])
    return ask('operator', `/v1/parcels-at?at=${encodeURIComponent(at)}`)
  }

  it.each(['2026-12-31T23:59:59Z', '2026-12-31t23:59:59.1234567+01:00', '0000-01-01T00:00:00Z'])(
    'that our clocks know comes through: %s',
    async (at) => expect((await askAt(at)).status).toBe(200),
  )

  it.each([
    '2026-12-31T23:59:60Z',
    '2026-12-31T10:00:00+02',
    '0000-01-01T00:00:00+14:00',
    '2026-02-30T10:00:00Z',
    '2026-12-31',
  ])('that they do not know is named: %s', async (at) =>
    expect(await fieldsOf(await askAt(at))).toEqual(['query/at must match format "date-time"']),
  )
})

describe('a JSON body', () => {
  it('that is good comes through whole', async () => {
    const response = await post('{"weight":5,"to":{"city":"Zürich","lines":["a","b"]}}')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ weight: 5, to: { city: 'Zürich', lines: ['a', 'b'] } })
  })

  it.each([
    ['that is cut off', '{"weight":5', 'body is not valid JSON'],
    ['that is no JSON at all', 'weight=5', 'body is not valid JSON'],
    ['that is nothing', '', 'body is required'],
    ['that is null', 'null', 'body is required'],
    ['of the wrong kind', '[]', 'body must be object'],
    ['with a member twice', '{"weight":5,"weight":6}', 'body has a member twice in one object'],
    [
      'with a member twice inside',
      '{"weight":5,"to":{"city":"a","city":"b","lines":[]}}',
      'body has a member twice in one object',
    ],
    ['with __proto__', '{"weight":5,"__proto__":{}}', 'body has a member that is called __proto__'],
    [
      'with an escaped __proto__',
      '{"weight":5,"\\u005f_proto__":{}}',
      'body has a member that is called __proto__',
    ],
    [
      'with half a character',
      '{"weight":5,"to":{"city":"\\ud800","lines":[]}}',
      'body has an escape that stands for no character',
    ],
    [
      'with a NUL',
      '{"weight":5,"to":{"city":"a\\u0000b","lines":[]}}',
      'body has an escape that stands for no character',
    ],
    [
      'with an unknown field',
      '{"weight":5,"colour":"red"}',
      'body/colour is not a field that is known here',
    ],
    [
      'with an unknown field inside',
      '{"weight":5,"to":{"city":"a","lines":[],"planet":"b"}}',
      'body/to/planet is not a field that is known here',
    ],
    ['without a required field', '{}', 'body/weight is required'],
    ['with a number as text', '{"weight":"5"}', 'body/weight must be integer'],
    ['with nothing for a number', '{"weight":null}', 'body/weight must be integer'],
    ['with a fraction', '{"weight":5.5}', 'body/weight must be integer'],
    ['with a number beyond all', '{"weight":1e999}', 'body/weight must be integer'],
    ['with a number that is too low', '{"weight":0}', 'body/weight must be >= 1'],
    ['with a number that is too high', '{"weight":1001}', 'body/weight must be <= 1000'],
    [
      'with a word that is not allowed',
      '{"weight":5,"size":"vast"}',
      'body/size must be one of small, large',
    ],
  ])('%s is refused by name', async (_kind, body, reason) => {
    expect(await fieldsOf(await post(body))).toContain(reason)
  })

  it('names every bad field at once', async () => {
    expect(await fieldsOf(await post('{"weight":"x","size":1,"to":{"lines":[1]}}'))).toEqual([
      'body/weight must be integer',
      'body/to/city is required',
      'body/to/lines/0 must be string',
      'body/size must be one of small, large',
    ])
  })

  it('is measured against the form that it comes closest to', async () => {
    const door = '{"weight":5,"handover":{"kind":"door","street":"High Street"}}'
    expect(await fieldsOf(await post(door))).toEqual(['body/handover/floor is required'])
  })

  it('never says more than twenty fields', async () => {
    const lines = JSON.stringify(Array.from({ length: 1_000 }, () => 1))
    expect(
      await fieldsOf(await post(`{"weight":5,"to":{"city":"a","lines":${lines}}}`)),
    ).toHaveLength(20)
  })

  it('that is not UTF-8 is refused', async () => {
    const bytes = Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])
    expect(await fieldsOf(await post(bytes))).toEqual(['body is not valid UTF-8'])
  })

  it('may nest to the limit and no deeper', async () => {
    expect(await fieldsOf(await post(nested(32)))).toEqual(['body must be object'])
    expect(await fieldsOf(await post(nested(33)))).toEqual(['body is nested deeper than 32'])
    expect(await fieldsOf(await post(nested(400_000)))).toEqual(['body is nested deeper than 32'])
  })

  it('that is braces in a text is not nested', async () => {
    const city = '[{'.repeat(100)
    const response = await post(JSON.stringify({ weight: 5, to: { city, lines: ['"\\":{'] } }))
    expect(response.status).toBe(200)
  })

  it('of another media type is 415', async () => {
    for (const type of ['text/plain', 'application/xml', 'nonsense']) {
      const problem = await problemIn(await post('{"weight":5}', { 'content-type': type }))
      expect(problem).toMatchObject({ status: 415, type: '/problems/unsupported-media-type' })
    }
  })

  it('of 10 MB is 413, announced or not', async () => {
    const { port } = await start()
    const head = [
      'POST /v1/parcels HTTP/1.1',
      'Host: test',
      'Authorization: Bearer key-of-operator',
      'Idempotency-Key: k',
      'Content-Type: application/json',
    ]
    const announced = await sendRaw(
      port,
      [...head, 'Content-Length: 10000000', '', ''].join('\r\n'),
    )
    expect(announced.status).toBe(413)
    expect(announced.body).toContain('/problems/body-too-large')
    // Just over the limit, so that all of it is on its way before the answer comes.
    const chunk = `100001\r\n${'x'.repeat(0x100001)}\r\n`
    const chunked = [...head, 'Transfer-Encoding: chunked', '', chunk].join('\r\n')
    expect((await sendRaw(port, chunked)).status).toBe(413)
  })

  it('of 10 MB is told so also while it is still being sent', async () => {
    const { ask } = await start()
    const body = 'x'.repeat(10_000_000)
    for (let attempt = 0; attempt < 5; attempt++)
      expect((await ask('operator', '/v1/parcels', { method: 'POST', body })).status).toBe(413)
  })

  it('at the limit is taken, and one byte more is not', async () => {
    const { ask } = await start({ limits: { bodyBytesMax: 100 } })
    const of = (length: number) => '{"weight":5}'.padEnd(length, ' ')
    const post100 = (body: string) => ask('operator', '/v1/parcels', { method: 'POST', body })
    expect((await post100(of(100))).status).toBe(200)
    expect((await post100(of(101))).status).toBe(413)
  })
})

describe('a query', () => {
  const get = async (query: string) => {
    const { ask } = await start()
    return ask('operator', `/v1/parcels${query}`)
  }

  it('becomes numbers and lists, with what is left out filled in', async () => {
    expect(await (await get('')).json()).toEqual({ limit: 20 })
    expect(await (await get('?limit=7&ids=a')).json()).toEqual({ limit: 7, ids: ['a'] })
    expect(await (await get('?ids=a&ids=b')).json()).toEqual({ limit: 20, ids: ['a', 'b'] })
  })

  it.each([
    ['?limit=many', 'query/limit must be integer'],
    ['?limit=51', 'query/limit must be <= 50'],
    ['?limit=1e999', 'query/limit must be <= 50'],
    ['?limit=-1e999', 'query/limit must be >= 1'],
    ['?limit=1&limit=2', 'query/limit must be integer'],
    ['?offset=1', 'query/offset is not a field that is known here'],
    ['?ids=a%00b', 'url has a %00, which stands for no character'],
    ["?limit=1'%20or%201=1", 'query/limit must be integer'],
  ])('%s is refused by name', async (query, reason) => {
    expect(await fieldsOf(await get(query))).toEqual([reason])
  })
})

describe('a request', () => {
  it('for nothing that is there is 404, by any method', async () => {
    const { ask } = await start()
    for (const method of ['GET', 'DELETE']) {
      const problem = await problemIn(await ask('operator', '/v1/letters', { method }))
      expect(problem).toMatchObject({ status: 404, type: '/problems/not-found' })
    }
  })

  it('by another method is 405 and says which there are', async () => {
    const { ask } = await start()
    const response = await ask('operator', '/v1/parcels', {
      method: 'PATCH',
      body: 'not looked at',
    })
    expect(response.headers.get('allow')).toBe('POST, GET, HEAD')
    expect(await problemIn(response)).toMatchObject({ type: '/problems/method-not-allowed' })
  })

  it.each(['PUT', 'TRACE', 'QUERY', 'OPTIONS'])(
    'by %s is 405 where that is not known',
    async (method) => {
      const { port } = await start()
      const answer = await sendRaw(
        port,
        `${method} /v1/parcels HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n`,
      )
      expect(answer.status).toBe(405)
      expect(JSON.parse(answer.body)).toMatchObject({ type: '/problems/method-not-allowed' })
    },
  )

  it('by QUERY for nothing that is there is no fault of the server', async () => {
    const { port } = await start()
    const query = 'QUERY /v1/letters HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n'
    expect((await sendRaw(port, query)).status).toBe(415)
  })

  it('with a path that is no path is a problem document too', async () => {
    const { ask } = await start()
    expect(await fieldsOf(await ask('operator', '/v1/%ff%zz'))).toEqual([
      'path is not a valid path',
    ])
  })

  const head =
    'POST /v1/parcels HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer key-of-operator\r\n'

  it.each([
    [
      'two ways to say how long its body is',
      `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['two lengths', `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345`],
    ['a length that is no number', `${head}Content-Length: 1e3\r\n\r\n`],
    ['a space before a colon', `${head}Content-Length : 5\r\n\r\n12345`],
    ['a bare line feed in a header', `${head}X-A: b\nX-C: d\r\n\r\n`],
    ['a method that nobody knows', 'SMUGGLE /v1/parcels HTTP/1.1\r\nHost: test\r\n\r\n'],
    ['no HTTP', '\u0016\u0003\u0001 hello'],
  ])('with %s is refused, and its connection closed', async (_kind, bytes) => {
    const { port } = await start()
    const answer = await sendRaw(port, bytes)
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toMatchObject({ type: '/problems/malformed-request' })
    expect(answer.text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })

  it('with too many headers is 431', async () => {
    const { port } = await start()
    const answer = await sendRaw(port, `${head}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(answer.status).toBe(431)
    expect(JSON.parse(answer.body)).toMatchObject({ type: '/problems/headers-too-large' })
  })

  it('without a Host is refused', async () => {
    const { port } = await start()
    const answer = await sendRaw(port, 'GET /health HTTP/1.1\r\n\r\n')
    expect(JSON.parse(answer.body)).toMatchObject({ type: '/problems/malformed-request' })
  })

  it('whose body stops coming is cut off', async () => {
    const { port } = await start({ limits: { requestTimeoutMs: 200 } })
    const answer = await sendRaw(
      port,
      `${head}Idempotency-Key: k\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"wei`,
    )
    expect(answer.status).toBe(408)
    expect(JSON.parse(answer.body)).toMatchObject({ type: '/problems/request-timeout' })
  })

  it('whose headers stop coming is cut off', async () => {
    const { port } = await start({ limits: { requestTimeoutMs: 5_000, headersTimeoutMs: 200 } })
    expect((await sendRaw(port, 'GET /health HTTP/1.1\r\nHost: te')).status).toBe(408)
  })
})
