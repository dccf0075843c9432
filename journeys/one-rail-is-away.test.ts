import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allBooks } from '../testing/books.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { allPayments, inventedOrder, isFinal } from '../testing/payers.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

const before = 10
const during = 25
const total = before + during
const poll = { timeout: 60_000, interval: 200 }

interface Attempt {
  readonly rail: string
  readonly outcome: string
}

describe('One of two rails is away', () => {
  const rails: Record<'instant' | 'swift', RunningRail | undefined> = {
    instant: undefined,
    swift: undefined,
  }
  /** By the name of the rail. */
  const directories = new Map<string, string>()
  let installation: Installation
  let operator: Person

  const startRail = async (name: 'instant' | 'swift'): Promise<RunningRail> => {
    const directory = await temporaryDirectory()
    directories.set(name, directory)
    const faults = { settlementMs: { minMs: 20, maxMs: 100 }, amountTriggers: false }
    const secret = randomBytes(32).toString('hex')
    return (rails[name] = await startSimulatedRail({ secret, directory, faults }))
  }
  const rail = (name: 'instant' | 'swift'): RunningRail => {
    const running = rails[name]
    if (!running) throw new Error(`${name} was not started`)
    return running
  }

  beforeAll(async () => {
    const [instant, swift] = await Promise.all([startRail('instant'), startRail('swift')])
    const setting = {
      rails: [
        { name: 'swift', url: swift.url, secret: swift.secret, cost: { EUR: { fixed: '500' } } },
        { name: 'instant', url: instant.url, secret: instant.secret },
      ],
    }
    installation = await startInstallation({
      environment: {
        MILLRACE_RAILS: JSON.stringify(setting),
        MILLRACE_RAIL_TIMEOUT_MS: '1000',
        MILLRACE_STATUS_QUERY_DELAYS_MS: '200,500,1000',
      },
    })
    for (const name of ['instant', 'swift'] as const)
      await rail(name).setCallbackUrl(`${installation.url}/v1/rails/${name}/callbacks`)
    operator = await signIn(installation.url, 'admin', installation.password)
  })
  afterAll(async () => {
    await installation.stop()
    await Promise.all(Object.values(rails).map(async (running) => running?.stop()))
    await Promise.all([installation.directory, ...directories.values()].map(removeDirectory))
  })

  const below = randomBelow(2_026)
  const pay = async (number: number): Promise<void> => {
    const order = { ...inventedOrder(below, `ORDER-${number}`) }
    const amount = { ...order.amount, currency: 'EUR' }
    expect((await operator.send('POST', '/v1/payments', { ...order, amount })).status).toBe(201)
  }
  const ended = async (): Promise<number> => (await allPayments(operator)).filter(isFinal).length
  const submitted = async (name: 'instant' | 'swift'): Promise<readonly string[]> =>
    (await allBooks(rail(name))).submissions.map(({ submissionId }) => submissionId)
  const tried = async (): Promise<string> => {
    const amount = { minorUnits: '1000', currency: 'EUR' }
    const { body } = await operator.send('POST', '/v1/rails/route', { amount })
    return `${body.rail} ${body.because}`
  }

  it('goes over the cheaper one while both are well', async () => {
    expect(await tried()).toBe('instant cheapest')
    for (let number = 1; number <= before; number++) await pay(number)
    await expect.poll(ended, poll).toBe(before)
    expect(await submitted('instant')).toHaveLength(before)
    expect(await submitted('swift')).toEqual([])
  })

  it('goes over the other while the cheaper is away, and every payment comes to its end', async () => {
    await rail('instant').beginOutage('refused', 3_600_000)
    // Its connections are gone as well then, so that nothing can be lost on one of them.
    const isThere = () =>
      rail('instant')
        .books(0)
        .then(
          () => true,
          () => false,
        )
    await expect.poll(isThere, poll).toBe(false)
    for (let number = before + 1; number <= total; number++) await pay(number)
    await expect.poll(ended, poll).toBe(total)
    const paid = await allPayments(operator)
    expect(new Set(paid.map(({ status }) => status))).toEqual(new Set(['settled']))
    expect(await submitted('swift')).toHaveLength(during)
    await expect.poll(tried, poll).toBe('swift healthy')
  })

  it('tells of each attempt over which rail it went, and why over this one', async () => {
    const paid = await allPayments(operator)
    const attempts = await Promise.all(
      paid.map(async ({ paymentId }) => {
        const { body } = await operator.get(`/v1/payments/${paymentId}/attempts`)
        return (body as { items: readonly Attempt[] }).items.map(
          (one) => `${one.rail} ${one.outcome}`,
        )
      }),
    )
    const stories = new Set(attempts.map((story) => story.join(', ')))
    expect(stories).toContain('instant settled')
    expect(stories).toContain('instant not-sent, swift settled')
    for (const story of attempts)
      expect(story.filter((one) => !one.endsWith('not-sent'))).toHaveLength(1)
  })

  it('comes back to the cheaper one by itself, and no payment was with both', async () => {
    await rail('instant').kill()
    const { port } = new URL(rail('instant').url)
    const { secret } = rail('instant')
    const directory = directories.get('instant') ?? ''
    const callbackUrl = `${installation.url}/v1/rails/instant/callbacks`
    rails.instant = await startSimulatedRail({ port: Number(port), secret, directory, callbackUrl })
    await expect.poll(tried, poll).toBe('instant cheapest')
    const [instant, swift] = await Promise.all([submitted('instant'), submitted('swift')])
    expect(instant).toHaveLength(before)
    expect(swift.filter((submissionId) => instant.includes(submissionId))).toEqual([])
    const counted = async () => (await operator.get('/v1/rails')).body.items as readonly object[]
    await expect.poll(counted, poll).toMatchObject([
      { rail: 'swift', counts: { settled: during } },
      { rail: 'instant', counts: { settled: before } },
    ])
    expect(await operator.send('POST', '/v1/logs/payments/verify')).toMatchObject({
      body: { problems: [] },
    })
  })
})
