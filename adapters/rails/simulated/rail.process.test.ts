import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RailInstruction } from '../../../contexts/payments/ports.ts'
import { hasIpv6, itWhen } from '../../../testing/run-when.ts'
import { startFaultProxy, type FaultProxy } from '../../../testing/fault-proxy.ts'
import { startSimulatedRail, type RunningRail } from '../../../testing/simulated-rail.ts'
import { connectSimulatedRail, type RailLimits, type SimulatedRail } from './rail.ts'

const patient = { timeoutMs: 10_000 }
const eventually = { timeout: 60_000, interval: 50 }
// Long enough for a busy machine to accept within it, short enough to wait for.
const hurried = { timeoutMs: 1_000 }

let count = 0
const instruction = (endToEndId = 'INVOICE-1'): RailInstruction => ({
  submissionId: `client-${(count += 1)}`,
  amount: { minorUnits: '12345', currency: 'EUR' },
  debtor: {
    name: 'Ada Quill',
    account: { iban: 'DE89370400440532013000' },
    agentBic: 'COBADEFFXXX',
  },
  creditor: { name: 'Mill & Sons', account: { other: '000123' } },
  endToEndId,
  asked: {
    serviceLevel: 'instant',
    chargeBearer: 'SLEV',
    purpose: 'SALA',
    uetr: '8a562c67-ca16-48ba-b074-65581be6f001',
  },
  details: { ultimateDebtor: 'Mill Holding', documents: ['INV-1'], creditorAddress: 'Town, FR' },
})

let rail: RunningRail
let proxy: FaultProxy
let connections: SimulatedRail[] = []

const connectTo = (url: string, limits: Partial<RailLimits> = {}): SimulatedRail => {
  const connected = connectSimulatedRail({ url, secret: rail.secret, limits })
  connections.push(connected)
  return connected
}

const submitsOf = async (submissionId: string): Promise<number> => {
  const { submissions } = await rail.books()
  return submissions.find((row) => row.submissionId === submissionId)?.submits ?? 0
}

beforeAll(async () => {
  rail = await startSimulatedRail({ faults: { settlementMs: { minMs: 0, maxMs: 0 } } })
  proxy = await startFaultProxy(rail.url)
})
afterAll(async () => {
  await proxy.close()
  await rail.stop()
})
beforeEach(() => proxy.set({ kind: 'none' }))
afterEach(() => {
  for (const connection of connections) connection.close()
  connections = []
})

describe('a submit that the rail answers', () => {
  itWhen(hasIpv6, 'no address of IPv6')('is accepted at an address of IPv6', async () => {
    const { port: railPort } = new URL(rail.url)
    const six = net.createServer((socket) => {
      const onward = net.connect(Number(railPort), '127.0.0.1')
      socket.pipe(onward).pipe(socket)
      for (const end of [socket, onward]) end.on('error', () => undefined)
    })
    await once(six.listen(0, '::1'), 'listening')
    const client = connectTo(`http://[::1]:${(six.address() as AddressInfo).port}`)
    expect(await client.submit(instruction(), patient)).toMatchObject({ kind: 'accepted' })
    six.close()
  })

  it('is accepted, with the reference under which its status is found', async () => {
    const client = connectTo(rail.url)
    const payment = instruction()
    const submitted = await client.submit(payment, patient)
    expect(submitted).toEqual({ kind: 'accepted', railReference: expect.stringMatching(/^SR-/) })
    const { railReference } = submitted as { railReference: string }
    const { submissionId } = payment
    await expect
      .poll(() => client.status({ submissionId, railReference }, patient), eventually)
      .toMatchObject({ kind: 'found', state: 'settled', railReference })
  })

  it('is rejected with the code of the rail', async () => {
    const payment = instruction('TRIGGER-REJECT-AM04')
    const client = connectTo(rail.url)
    const rejection = { code: 'AM04', reason: 'Insufficient funds' }
    expect(await client.submit(payment, patient)).toEqual({ kind: 'rejected', ...rejection })
    expect(await client.status({ submissionId: payment.submissionId }, patient)).toMatchObject({
      kind: 'found',
      state: 'rejected',
      ...rejection,
    })
  })

  it('is rejected where the rail cannot read the instruction', async () => {
    const malformed = { ...instruction(), creditor: { name: '', account: { iban: 'no' } } }
    expect(await connectTo(rail.url).submit(malformed, patient)).toMatchObject({
      kind: 'rejected',
      code: 'FF01',
    })
  })

  it('is ambiguous when the rail has one of this id already', async () => {
    const client = connectTo(rail.url)
    const payment = instruction()
    await client.submit(payment, patient)
    expect(await client.submit(payment, patient)).toMatchObject({
      kind: 'ambiguous',
      reason: 'already-submitted',
    })
  })

  it('is not sent when the rail does not know our signature', async () => {
    const stranger = connectSimulatedRail({ url: rail.url, secret: 'a secret of somebody else' })
    connections.push(stranger)
    const payment = instruction()
    expect(await stranger.submit(payment, patient)).toEqual({
      kind: 'not-sent',
      reason: 'signature-wrong',
    })
    expect(await submitsOf(payment.submissionId)).toBe(0)
  })

  it('is not sent during an outage, and accepted under the same id after it', async () => {
    const client = connectTo(rail.url)
    const payment = instruction('TRIGGER-OUTAGE')
    expect(await client.submit(payment, patient)).toEqual({ kind: 'not-sent', reason: 'outage' })
    await expect
      .poll(async () => (await client.submit(payment, patient)).kind, {
        timeout: 60_000,
        interval: 300,
      })
      .toBe('accepted')
    expect(await submitsOf(payment.submissionId)).toBe(1)
  })
})

describe('a submit whose answer does not come', () => {
  it.each([
    ['the rail accepts and says nothing', 'TRIGGER-TIMEOUT', 'timed-out'],
    ['the rail accepts and resets', 'TRIGGER-LOST-ANSWER', 'connection-lost'],
    ['the rail accepts and fails', 'TRIGGER-ERROR', 'rail-failed'],
  ])('is ambiguous when %s; its status tells the truth', async (_case, trigger, reason) => {
    const client = connectTo(rail.url)
    const payment = instruction(trigger)
    const submitted = await client.submit(payment, reason === 'timed-out' ? hurried : patient)
    expect(submitted).toEqual({ kind: 'ambiguous', reason, notFoundFinalAt: expect.any(String) })
    expect(await client.status({ submissionId: payment.submissionId }, patient)).toMatchObject({
      kind: 'found',
    })
    expect(await submitsOf(payment.submissionId)).toBe(1)
  })

  it.each([
    ['resets', { kind: 'reset' } as const, 'connection-lost'],
    ['cuts the answer in its head', { kind: 'cut', bytes: 30 } as const, 'connection-lost'],
    ['cuts the answer in its body', { kind: 'cut', bytes: 190 } as const, 'connection-lost'],
    ['swallows the answer', { kind: 'blackhole' } as const, 'timed-out'],
  ])('is ambiguous when the network %s', async (_case, fault, reason) => {
    proxy.set(fault)
    const payment = instruction()
    const waiting = reason === 'timed-out' ? hurried : patient
    const submitted = await connectTo(proxy.url).submit(payment, waiting)
    expect(submitted).toMatchObject({ kind: 'ambiguous', reason })
    expect(await submitsOf(payment.submissionId)).toBe(1)
  })

  it('is ambiguous when a kept connection turns out dead', async () => {
    const client = connectTo(proxy.url)
    await client.submit(instruction(), patient)
    proxy.set({ kind: 'reset' })
    expect(await client.submit(instruction(), patient)).toMatchObject({ kind: 'ambiguous' })
  })

  it('is refused by the rail once its window is closed, so that not found is final', async () => {
    await rail.setFaults({ latency: 1000, latencyMs: { minMs: 1_500, maxMs: 1_500 } })
    try {
      const client = connectTo(rail.url)
      const payment = instruction()
      const submitted = await client.submit(payment, hurried)
      expect(submitted).toMatchObject({ kind: 'ambiguous', reason: 'timed-out' })
      const { notFoundFinalAt = '' } = submitted as { notFoundFinalAt?: string }
      while (Date.now() < Date.parse(notFoundFinalAt)) {
        await new Promise((resolve) => {
          setTimeout(resolve, 50)
        })
      }
      expect(await client.status({ submissionId: payment.submissionId }, patient)).toEqual({
        kind: 'not-found',
      })
    } finally {
      await rail.setFaults({})
    }
  })
})

describe('a submit that its caller has put a limit to', () => {
  it('is not taken by the rail after that limit, however long the caller waits', async () => {
    const payment = instruction()
    const client = connectTo(rail.url)
    const submitBefore = '2026-11-21T12:00:00.000Z'
    expect(await client.submit(payment, { ...patient, submitBefore })).toEqual({
      kind: 'not-sent',
      reason: 'submit-window-closed',
    })
    expect(client.notFoundFinalAfterMs).toBeGreaterThan(0)
    const status = await client.status({ submissionId: payment.submissionId }, patient)
    expect(status).toEqual({ kind: 'not-found' })
  })
})

describe('a submit that cannot begin', () => {
  const nobody = async (): Promise<string> => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    return `http://127.0.0.1:${port}`
  }

  it('is not sent where nobody listens, then not sent because the breaker is open', async () => {
    const client = connectTo(await nobody(), { breakerFailuresMax: 3, breakerOpenMs: 60_000 })
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(client.state()).toBe('closed')
      expect(await client.submit(instruction(), patient)).toEqual({
        kind: 'not-sent',
        reason: 'connection-refused',
      })
    }
    expect(client.state()).toBe('open')
    expect(await client.submit(instruction(), patient)).toEqual({
      kind: 'not-sent',
      reason: 'breaker-open',
    })
    expect(await client.cancel('any', patient)).toEqual({
      kind: 'unavailable',
      reason: 'breaker-open',
    })
  })

  it('waits for no one when the bulkhead is full, and is not sent when its time ends in the queue', async () => {
    const client = connectTo(rail.url, { submits: { underWayMax: 1, queuedMax: 1 } })
    const hanging = client.submit(instruction('TRIGGER-TIMEOUT'), { timeoutMs: 3_000 })
    const queuedPayment = instruction()
    const queued = client.submit(queuedPayment, hurried)
    expect(await client.submit(instruction(), patient)).toEqual({
      kind: 'not-sent',
      reason: 'bulkhead-full',
    })
    expect(await queued).toEqual({ kind: 'not-sent', reason: 'timed-out-in-queue' })
    expect(await client.status({ submissionId: 'never-seen' }, patient)).toEqual({
      kind: 'not-found',
    })
    expect((await hanging).kind).toBe('ambiguous')
    expect(await submitsOf(queuedPayment.submissionId)).toBe(0)
  })

  it('is not sent after the connection was closed', async () => {
    const client = connectTo(rail.url)
    client.close()
    expect(await client.submit(instruction(), patient)).toEqual({
      kind: 'not-sent',
      reason: 'closed',
    })
  })
})

describe('the breaker', () => {
  it('opens on ambiguous answers, lets one call through, and closes when that is answered', async () => {
    const client = connectTo(proxy.url, { breakerFailuresMax: 2, breakerOpenMs: 200 })
    proxy.set({ kind: 'reset' })
    await client.submit(instruction(), patient)
    await client.submit(instruction(), patient)
    expect(client.state()).toBe('open')
    proxy.set({ kind: 'none' })
    await expect
      .poll(() => client.submit(instruction(), patient), eventually)
      .toMatchObject({ kind: 'accepted' })
    expect(client.state()).toBe('closed')
  })

  it('is closed by a question that concerns nobody, where it is told to ask', async () => {
    const limits = { breakerFailuresMax: 1, breakerOpenMs: 50, asksWhileOpen: true }
    const client = connectTo(proxy.url, limits)
    proxy.set({ kind: 'reset' })
    await client.submit(instruction(), patient)
    expect(client.state()).toBe('open')
    proxy.set({ kind: 'none' })
    await expect.poll(() => client.state(), eventually).toBe('closed')
  })

  it('keeps who asks first waiting until it is closed, and not for ever', async () => {
    const limits = { breakerFailuresMax: 1, breakerOpenMs: 50, asksWhileOpen: true }
    const client = connectTo(proxy.url, limits)
    await client.ready?.()
    proxy.set({ kind: 'reset' })
    await client.submit(instruction(), patient)
    const ready = client.ready?.().then(() => client.state())
    proxy.set({ kind: 'none' })
    expect(await ready).toBe('closed')

    const impatient = connectTo(proxy.url, { ...limits, waitWhileOpenMs: 120 })
    proxy.set({ kind: 'reset' })
    await impatient.submit(instruction(), patient)
    await impatient.ready?.()
    expect(impatient.state()).not.toBe('closed')
  })

  it('is closed when the rail has answered, which somebody may wait for as long as it takes', async () => {
    const limits = { breakerFailuresMax: 2, breakerOpenMs: 50, asksWhileOpen: true }
    const client = connectTo(proxy.url, limits)
    // Nothing has failed: it is asked all the same.
    await client.answers?.()
    proxy.set({ kind: 'reset' })
    let hasAnswered = false
    const answered = client.answers?.().then(() => (hasAnswered = true))
    await expect.poll(() => client.state(), eventually).toBe('open')
    expect(hasAnswered).toBe(false)
    proxy.set({ kind: 'none' })
    await answered
    expect(client.state()).toBe('closed')
    expect(connectTo(proxy.url).answers).toBeUndefined()

    proxy.set({ kind: 'reset' })
    const inVain = client.answers?.()
    client.close()
    await expect(inVain).rejects.toThrow('closed')
  })

  it('lets only one call test the rail; the others are not sent', async () => {
    const client = connectTo(proxy.url, { breakerFailuresMax: 1, breakerOpenMs: 1 })
    proxy.set({ kind: 'reset' })
    await client.submit(instruction(), patient)
    proxy.set({ kind: 'blackhole' })
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
    const test = client.submit(instruction(), hurried)
    expect(client.state()).toBe('half-open')
    expect(await client.submit(instruction(), patient)).toEqual({
      kind: 'not-sent',
      reason: 'breaker-half-open',
    })
    expect(await test).toMatchObject({ kind: 'ambiguous' })
    expect(client.state()).toBe('open')
  })

  it('is not opened by rejections', async () => {
    const client = connectTo(rail.url, { breakerFailuresMax: 1 })
    for (let attempt = 0; attempt < 3; attempt++) {
      await client.submit(instruction('TRIGGER-REJECT-AC04'), patient)
    }
    expect(client.state()).toBe('closed')
  })
})

describe('an answer that is not the word of this rail', () => {
  const answering = async (
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<{ url: string; requests: () => number; close: () => void }> => {
    let requests = 0
    const server = createServer((request, response) => {
      requests += 1
      request.resume().once('end', () => answer(request, response))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return {
      url: `http://127.0.0.1:${port}`,
      requests: () => requests,
      close: () => (server.close(), server.closeAllConnections()),
    }
  }
  const accepted = (submissionId: string) =>
    JSON.stringify({ submissionId, accepted: true, railReference: 'SR-1' })

  it.each([
    ['a bare 500', 500, 'oops', 'rail-failed'],
    ['a bare 502', 502, '<html>', 'rail-failed'],
    ['a bare 503 of something in between', 503, '', 'rail-failed'],
    ['a bare 404', 404, '{"found":false}', 'answer-not-understood'],
    ['a redirect', 302, '', 'answer-not-understood'],
    ['an acceptance of another submission', 202, accepted('other'), 'answer-not-understood'],
    ['an acceptance without a reference', 202, '{"accepted":true}', 'answer-not-understood'],
    [
      'a refusal of another submission',
      422,
      '{"accepted":false,"error":"rejected","submissionId":"other"}',
      'answer-not-understood',
    ],
    ['a 200 with nothing', 200, '', 'answer-not-understood'],
    ['an endless answer', 202, 'x'.repeat(70_000), 'answer-too-large'],
  ])('leaves a submit ambiguous: %s', async (_case, status, body, reason) => {
    const other = await answering((_request, response) => response.writeHead(status).end(body))
    const client = connectTo(other.url)
    expect(await client.submit(instruction(), patient)).toMatchObject({ kind: 'ambiguous', reason })
    expect(other.requests()).toBe(1)
    other.close()
  })

  it('leaves a question without an answer, after asking as often as allowed', async () => {
    const other = await answering((_request, response) => response.writeHead(404).end('{}'))
    const client = connectTo(other.url, {
      statusRepeatsMax: 2,
      statusBackoffMs: 1,
      statusBackoffMaxMs: 5,
    })
    const unavailable = { kind: 'unavailable', reason: 'answer-not-understood' }
    expect(await client.status({ submissionId: 'one' }, patient)).toEqual(unavailable)
    expect(other.requests()).toBe(3)
    expect(await client.cancel('one', patient)).toEqual(unavailable)
    expect(other.requests()).toBe(4)
    other.close()
  })

  it('does not keep a question from being answered by a later one', async () => {
    let failures = 2
    const other = await answering((_request, response) => {
      if (failures-- > 0) response.writeHead(500).end()
      else response.writeHead(404).end(JSON.stringify({ submissionId: 'one', found: false }))
    })
    const client = connectTo(other.url, { statusBackoffMs: 1, statusBackoffMaxMs: 5 })
    expect(await client.status({ submissionId: 'one' }, patient)).toEqual({ kind: 'not-found' })
    other.close()
  })
})

describe('a question', () => {
  it('about a reference of another submission finds nothing', async () => {
    const client = connectTo(rail.url)
    const [one, other] = [instruction(), instruction()]
    const submitted = await client.submit(one, patient)
    await client.submit(other, patient)
    const { railReference } = submitted as { railReference: string }
    const query = { submissionId: other.submissionId, railReference }
    expect(await client.status(query, patient)).toEqual({ kind: 'not-found' })
  })

  it('is unavailable when the network swallows the answer', async () => {
    proxy.set({ kind: 'blackhole' })
    const client = connectTo(proxy.url)
    expect(await client.status({ submissionId: 'one' }, hurried)).toEqual({
      kind: 'unavailable',
      reason: 'timed-out',
    })
  })
})

describe('a cancellation', () => {
  it('stops what is pending, and says the same when asked again', async () => {
    const client = connectTo(rail.url)
    const payment = instruction('TRIGGER-PENDING-FOREVER')
    const submitted = await client.submit(payment, patient)
    const { railReference } = submitted as { railReference: string }
    const cancelled = { kind: 'cancelled', railReference }
    expect(await client.cancel(payment.submissionId, patient)).toEqual(cancelled)
    expect(await client.cancel(payment.submissionId, patient)).toEqual(cancelled)
    expect(await client.status({ submissionId: payment.submissionId }, patient)).toMatchObject({
      state: 'cancelled',
    })
  })

  it.each([
    ['settled', 'INVOICE-2', 'settled'],
    ['rejected', 'TRIGGER-LATE-REJECT-AC01', 'rejected'],
  ])('is too late for what is %s', async (_case, endToEndId, state) => {
    const client = connectTo(rail.url)
    const payment = instruction(endToEndId)
    await client.submit(payment, patient)
    const { submissionId } = payment
    await expect
      .poll(() => client.status({ submissionId }, patient), eventually)
      .toMatchObject({ state })
    expect(await client.cancel(submissionId, patient)).toEqual({ kind: 'too-late', state })
  })

  it('finds nothing where nothing was submitted', async () => {
    expect(await connectTo(rail.url).cancel('never-seen', patient)).toEqual({ kind: 'not-found' })
  })
})
