import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createClient, type Client } from './client.ts'
import { eventsIn } from './events.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A server that answers the first request with the first answer, and so on; the last one stays. */
const answering = async (
  ...answers: readonly Answer[]
): Promise<{ client: Client; asked: IncomingMessage[] }> => {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    request.resume()
    request.once('end', () => (answers[asked.length - 1] ?? answers.at(-1))?.(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const retry = { attemptsMax: 4, backoffMs: 1, backoffMaxMs: 2 }
  return { client: createClient({ url, apiKey: 'key', retry }), asked }
}

const json =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body))
const broken: Answer = (request) => request.socket.destroy()
const resume = (client: Client, idempotencyKey?: string) =>
  client.call(
    'resumePayment',
    { path: { paymentId: 'p/1' } },
    idempotencyKey ? { idempotencyKey } : {},
  )

describe('A command', () => {
  it('is sent again with the same key through what passes by itself', async () => {
    const busy = json(409, {}, { 'retry-after': '0' })
    const done = json(200, { paymentId: 'p', position: 'payments~1' })
    const { client, asked } = await answering(broken, json(503, {}), busy, done)
    expect(await resume(client)).toEqual({ paymentId: 'p', position: 'payments~1' })
    const keys = asked.map(({ headers }) => headers['idempotency-key'])
    expect([keys.length, new Set(keys).size, keys[0]?.length]).toEqual([4, 1, 36])
    expect(asked[0]?.url).toBe('/v1/payments/p%2F1/resume')
    expect(asked[0]?.headers['authorization']).toBe('Bearer key')
  })

  it('has another key each time, or the one that is given', async () => {
    const { client, asked } = await answering(json(200, {}))
    await resume(client)
    await resume(client)
    await resume(client, 'mine')
    const keys = asked.map(({ headers }) => headers['idempotency-key'])
    expect([new Set(keys).size, keys[2]]).toEqual([3, 'mine'])
  })

  it('is given up after so many attempts, with the problem', async () => {
    const problem = { type: '/problems/overloaded', title: 'Too much', requestId: 'r' }
    const { client, asked } = await answering(json(503, problem))
    await expect(resume(client)).rejects.toMatchObject({
      slug: 'overloaded',
      status: 503,
      requestId: 'r',
    })
    expect(asked).toHaveLength(4)
  })

  it('that is refused is not sent again', async () => {
    const fields = [{ field: 'body/amount', reason: 'is required' }]
    const { client, asked } = await answering(
      json(409, { type: '/problems/nothing-to-resume', fields }),
    )
    await expect(resume(client)).rejects.toMatchObject({ slug: 'nothing-to-resume', fields })
    expect(asked).toHaveLength(1)
  })

  it('without a key is sent once: nobody could tell whether it arrived', async () => {
    const { client, asked } = await answering(broken)
    const body = { username: 'u', password: 'p' }
    await expect(client.call('signIn', { body })).rejects.toThrow(TypeError)
    expect(asked).toHaveLength(1)
  })

  it('is refused in words that are no problem document, by something in between', async () => {
    const { client } = await answering((_request, response) =>
      response.writeHead(502).end('<h1>oh'),
    )
    await expect(resume(client)).rejects.toMatchObject({ slug: 'unknown', status: 502 })
  })
})

describe('A list', () => {
  it('is gone through page by page, with the question as it was', async () => {
    const item = (paymentId: string) => ({ paymentId })
    const { client, asked } = await answering(
      json(200, { items: [item('a'), item('b')], next: 'c1' }),
      json(200, { items: [], next: 'c2' }),
      json(200, { items: [item('c')] }),
    )
    const seen: string[] = []
    const query = { status: ['settled', 'pending'], 'amount[gte]': '5' } as const
    for await (const { paymentId } of client.pages('listPayments', { query })) seen.push(paymentId)
    expect(seen).toEqual(['a', 'b', 'c'])
    const params = asked.map(({ url = '' }) =>
      Object.fromEntries(new URL(url, 'http://x').searchParams),
    )
    expect(params).toEqual([
      { status: 'settled,pending', 'amount[gte]': '5' },
      { status: 'settled,pending', 'amount[gte]': '5', cursor: 'c1' },
      { status: 'settled,pending', 'amount[gte]': '5', cursor: 'c2' },
    ])
  })
})

describe('A stream', () => {
  const stream =
    (...parts: readonly string[]): Answer =>
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const part of parts) response.write(part)
      response.end()
    }

  it('goes on behind the last event when the connection ends', async () => {
    const { client, asked } = await answering(
      stream(
        'retry: 1000\n\n',
        'event: rows\nid: p~1\nda',
        'ta: {"items":[1]}\n\n: still here\nid: p~7\n\n',
      ),
      stream('event: rows\nid: p~8\ndata: {"items":[2]}\n\n'),
    )
    const stop = new AbortController()
    const seen: unknown[] = []
    for await (const rows of client.watch('watchPayments', {}, { signal: stop.signal })) {
      seen.push(rows)
      if (seen.length === 2) break
    }
    expect(seen).toEqual([
      { items: [1], position: 'p~1' },
      { items: [2], position: 'p~8' },
    ])
    expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'p~7'])
  })

  it('is read as it comes, wherever it is cut', async () => {
    const text = 'event: rows\nid: 1\ndata: {"name":"Zoë"}\n\n'
    const bytes = new TextEncoder().encode(text)
    for (let cut = 1; cut < bytes.length; cut++) {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(bytes.slice(0, cut))
          controller.enqueue(bytes.slice(cut))
          controller.close()
        },
      })
      const events = []
      for await (const event of eventsIn(body)) events.push(event)
      expect(events).toEqual([{ event: 'rows', id: '1', data: '{"name":"Zoë"}' }])
    }
  })
})
