import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyWebhook, type WebhookEvent } from '../examples/webhooks/verify.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { allPayments, issueKey, startPayers, unended, type Payers } from '../testing/payers.ts'
import { chaosSeed } from '../testing/seed.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../testing/webhook-receiver.ts'

interface Delivery {
  readonly deliveryId: string
  readonly eventType: string
  readonly isTest: boolean
  readonly resendOf?: string
  readonly status: string
  readonly attempts: number
}

interface Endpoint {
  readonly endpointId: string
  readonly secret: string
}

describe('Others are told of payments, while they fail and while Millrace is killed', () => {
  const below = randomBelow(chaosSeed())
  let receiver: WebhookReceiver
  let installation: Installation
  let password: string
  let payers: Payers
  let troubled: Endpoint
  let steady: Endpoint

  const start = (directory?: string): Promise<Installation> =>
    startInstallation({
      ...(directory ? { directory } : {}),
      environment: {
        MILLRACE_RAIL_SETTLE_MS: '50',
        MILLRACE_WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1',
        MILLRACE_WEBHOOK_PORTS: '1-65535',
        MILLRACE_WEBHOOK_FIRST_DELAY_MS: '100',
      },
    })
  const administrator = (): Promise<Person> => signIn(installation.url, 'admin', password)
  const create = async (path: string, eventTypes: readonly string[]): Promise<Endpoint> => {
    const person = await administrator()
    const url = `${receiver.url}${path}`
    const answer = await person.send('POST', '/v1/webhooks/endpoints', { url, eventTypes })
    expect(answer.status).toBe(201)
    return answer.body as Endpoint
  }
  const taken = (path: string) =>
    receiver.received.filter((one) => one.path === path && one.status === 200)
  const eventsAt = (path: string): readonly WebhookEvent[] => {
    const known = new Set<string>()
    return taken(path)
      .map(({ body }) => JSON.parse(body) as WebhookEvent)
      .filter(({ id }) => !known.has(id) && known.add(id))
  }
  const show = async (path: string) => (await (await administrator()).get(path)).body
  const deliveriesTo = async ({ endpointId }: Endpoint) =>
    (await show(`/v1/webhooks/deliveries?endpointId=${endpointId}&limit=500`))
      .items as readonly Delivery[]
  /** That one was taken is written down a moment after it was. */
  const undelivered = async (endpoint: Endpoint) =>
    (await deliveriesTo(endpoint)).filter(({ status }) => status !== 'delivered')

  beforeAll(async () => {
    receiver = await startWebhookReceiver()
    installation = await start()
    password = installation.password
    troubled = await create('/troubled', ['payment.*'])
    steady = await create('/steady', ['payment.settled'])
    payers = startPayers({
      url: () => installation.url,
      headers: await issueKey(await administrator(), ['service']),
      callers: 3,
      below,
      name: 'HOOK',
    })
  })
  afterAll(async () => {
    await installation.stop()
    await receiver.stop()
    await removeDirectory(installation.directory)
  })

  it('refuses addresses that lead elsewhere than they may, and event types that nobody publishes', async () => {
    const person = await administrator()
    const refusalOf = async (url: string, eventTypes = ['payment.*']) =>
      (await person.send('POST', '/v1/webhooks/endpoints', { url, eventTypes })).body.type
    for (const url of [
      'http://169.254.169.254/latest',
      'https://[::ffff:10.0.0.1]/',
      'https://a:b@example.com/',
      'http://localhost.localdomain.invalid:99999/',
    ])
      expect(await refusalOf(url)).toBe('/problems/address-refused')
    expect(await refusalOf(`${receiver.url}/x`, ['payment.setled'])).toBe(
      '/problems/event-type-unknown',
    )
  })

  it('goes on where it was killed, while one of them fails', async () => {
    await expect.poll(() => taken('/troubled').length).toBeGreaterThan(10)
    receiver.answer('/troubled', 503)
    await delay(500)
    const ended = once(installation.process, 'exit')
    installation.process.kill('SIGKILL')
    await ended
    installation = await start(installation.directory)
    const before = taken('/steady').length
    // The other one is served all the while.
    await expect.poll(() => taken('/steady').length).toBeGreaterThan(before + 3)
    await installation.kill()
    receiver.answer('/troubled', 200)
    installation = await start(installation.directory)
    await delay(500)
    await payers.finish()
  })

  it('has told each of them everything, once the payments have come to their end', async () => {
    const person = await administrator()
    await expect.poll(() => unended(person, payers.posted), { interval: 500 }).toEqual([])
    const payments = await allPayments(person)
    const expected = (
      await Promise.all(
        payments.map(async ({ paymentId }) => {
          const { body } = await person.get(`/v1/payments/${paymentId}/events`)
          return (body.items as readonly { type: string; version: number }[])
            .filter(({ type }) => type in publishedAs)
            .map(({ type, version }) => `${paymentId} ${version} ${publishedAs[type]}`)
        }),
      )
    ).flat()
    const told = (path: string) =>
      eventsAt(path).map(({ subject, sequence, type }) => `${subject.id} ${sequence} ${type}`)
    await expect.poll(() => told('/troubled').length, { interval: 250 }).toBe(expected.length)
    expect(told('/troubled').sort()).toEqual([...expected].sort())
    const settled = expected.filter((line) => line.endsWith('payment.settled'))
    await expect.poll(() => told('/steady').sort(), { interval: 250 }).toEqual(settled.sort())
  })

  it('kept the order of each payment, and showed it as it was by then or later', () => {
    const last = new Map<string, number>()
    for (const { subject, sequence, resource } of eventsAt('/troubled')) {
      expect(sequence).toBeGreaterThan(last.get(subject.id) ?? 0)
      last.set(subject.id, sequence)
      expect(resource?.['version']).toBeGreaterThanOrEqual(sequence)
      expect(resource?.['debtor']).toMatchObject({ name: expect.stringContaining('*') as string })
    }
  })

  it('signed every attempt', () => {
    for (const [path, { secret }] of [
      ['/troubled', troubled],
      ['/steady', steady],
    ] as const)
      for (const { headers, body } of receiver.received.filter((one) => one.path === path)) {
        const now = Number(headers['webhook-timestamp']) * 1_000
        expect(verifyWebhook([secret], headers, body, { now })).toMatchObject({ ok: true })
      }
  })

  it('wrote down each attempt, and that the one failed and came back', async () => {
    await expect.poll(() => undelivered(troubled)).toEqual([])
    const retried = (await deliveriesTo(troubled)).find(({ attempts }) => attempts > 1)
    if (!retried) throw new Error('no delivery was tried again')
    const detail = await show(`/v1/webhooks/deliveries/${retried.deliveryId}`)
    expect(detail.attemptLog.at(-1)).toMatchObject({ outcome: 'taken', status: 200 })
    expect(detail.attemptLog[0]).toMatchObject({ outcome: 'failed' })
    const endpoint = async () =>
      (await show(`/v1/webhooks/endpoints/${troubled.endpointId}`)) as object
    await expect.poll(endpoint).toMatchObject({ status: 'active', open: 0, abandoned: 0 })
    expect(await endpoint()).not.toHaveProperty('failingSince')
  })

  it('holds back while it is paused, and brings what was missed', async () => {
    const person = await administrator()
    const at = `/v1/webhooks/endpoints/${steady.endpointId}`
    expect((await person.send('POST', `${at}/pause`)).status).toBe(200)
    const before = taken('/steady').length
    const others = startPayers({
      url: () => installation.url,
      headers: await issueKey(person, ['service']),
      callers: 2,
      below,
      name: 'LATER',
    })
    await expect.poll(async () => (await person.get(at)).body.open).toBeGreaterThan(3)
    await others.finish()
    await expect.poll(() => unended(person, others.posted)).toEqual([])
    expect(taken('/steady').length).toBe(before)
    // A test goes through all the same.
    expect((await person.send('POST', `${at}/ping`)).status).toBe(202)
    await expect.poll(() => taken('/steady').length).toBe(before + 1)
    expect((await person.send('POST', `${at}/resume`)).status).toBe(200)
    const settled = async () =>
      (await allPayments(person)).filter(({ status }) => status === 'settled').length
    await expect
      .poll(async () => eventsAt('/steady').length - 1 - (await settled()), { interval: 250 })
      .toBe(0)
  })

  it('sends again what is asked for, under the same id', async () => {
    const person = await administrator()
    const [first] = (await show(`/v1/webhooks/deliveries?endpointId=${steady.endpointId}&limit=1`))
      .items
    // The other one may still be told of what came last.
    const before = taken('/steady').length
    const again = await person.send('POST', `/v1/webhooks/deliveries/${first.deliveryId}/resend`)
    expect(again.status).toBe(202)
    await expect.poll(() => taken('/steady').length).toBeGreaterThan(before)
    expect(taken('/steady').at(-1)?.headers['webhook-id']).toBe(first.eventId)
    await expect.poll(() => undelivered(steady)).toEqual([])
    const known = eventsAt('/steady').length
    const total = taken('/steady').length
    const range = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' }
    await person.send('POST', `/v1/webhooks/endpoints/${steady.endpointId}/resend`, {
      ...range,
      statuses: ['delivered'],
    })
    await expect
      .poll(() => taken('/steady').length, { interval: 250 })
      .toBeGreaterThanOrEqual(total + known)
    expect(eventsAt('/steady').length).toBe(known)
    // A ping stays a test when it is sent again.
    const pings = async () =>
      (await deliveriesTo(steady)).filter(({ eventType }) => eventType === 'webhook.ping')
    await expect
      .poll(async () => (await pings()).some(({ resendOf }) => resendOf !== undefined))
      .toBe(true)
    expect((await pings()).map(({ isTest }) => isTest)).not.toContain(false)
  })

  it('signs with both secrets during a rotation', async () => {
    const person = await administrator()
    const at = `/v1/webhooks/endpoints/${steady.endpointId}`
    const { body: rotated } = await person.send('POST', `${at}/rotate-secret`, {})
    const before = taken('/steady').length
    await person.send('POST', `${at}/ping`)
    await expect.poll(() => taken('/steady').length).toBeGreaterThan(before)
    const { headers, body } = taken('/steady').at(-1) ?? { headers: {}, body: '' }
    for (const secret of [steady.secret, rotated.secret as string])
      expect(verifyWebhook([secret], headers, body)).toMatchObject({ ok: true })
  })

  it('pauses at once who says that it is gone, and asks for somebody', async () => {
    receiver.answer('/steady', 410)
    const person = await administrator()
    const at = `/v1/webhooks/endpoints/${steady.endpointId}`
    await person.send('POST', `${at}/ping`)
    await expect
      .poll(async () => (await person.get(at)).body)
      .toMatchObject({ status: 'paused', pausedBecause: 'gone', needsOperator: true })
  })

  it('sends nothing again to one that was removed', async () => {
    const person = await administrator()
    const [first] = await deliveriesTo(steady)
    const removed = await person.send('DELETE', `/v1/webhooks/endpoints/${steady.endpointId}`)
    expect(removed.status).toBe(200)
    expect(
      await person.send('POST', `/v1/webhooks/deliveries/${first?.deliveryId}/resend`),
    ).toMatchObject({ status: 404, body: { type: '/problems/endpoint-unknown' } })
  })

  it('lists no secret, and finds its log sound', async () => {
    const person = await administrator()
    expect(await person.send('POST', '/v1/logs/webhooks/verify')).toMatchObject({
      status: 200,
      body: { problems: [] },
    })
    expect(JSON.stringify(await show('/v1/webhooks/endpoints'))).not.toContain('whsec_')
  })
})

const publishedAs: Readonly<Record<string, string>> = {
  PaymentReceived: 'payment.received',
  PaymentSubmitted: 'payment.submitted',
  PaymentSettled: 'payment.settled',
  PaymentRejected: 'payment.rejected',
  SubmissionBecameUnknown: 'payment.became_unknown',
}
