import { beforeEach, describe, expect, it } from 'vitest'
import { problemIn } from '../../../testing/gateway.ts'
import { startPayments, type RunningPayments } from '../../../testing/payments.ts'
import type { PaymentShown } from '../contract.ts'
import { outageCommands, type NoteOutage } from '../outages/outage.ts'
import type { PaymentRail, RailSubmission } from '../ports.ts'
import type { AttemptShown } from '../transfers/contract.ts'
import type { RailShown, RouteShown } from './contract.ts'

const order = {
  amount: { minorUnits: '10000', currency: 'EUR' },
  debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
  creditor: { name: 'Charles Babbage', iban: 'FR1420041010050500013M02606' },
  endToEndId: 'INVOICE-117',
}

class Rail implements PaymentRail {
  readonly calls: string[] = []
  answer: RailSubmission = { kind: 'accepted', railReference: 'RAIL-1' }
  breaker: 'closed' | 'open' = 'closed'

  submit(): Promise<RailSubmission> {
    this.calls.push('submit')
    return Promise.resolve(this.answer)
  }
  status(): ReturnType<PaymentRail['status']> {
    this.calls.push('status')
    const at = '2026-01-01T12:00:00.000Z'
    return Promise.resolve({ kind: 'found', state: 'pending', railReference: 'RAIL-1', at })
  }
  cancel(): ReturnType<PaymentRail['cancel']> {
    this.calls.push('cancel')
    return Promise.resolve({ kind: 'cancelled', railReference: 'RAIL-1' })
  }
  state = () => this.breaker
  lately = { calls: 0, failures: 0 }
  recent = () => this.lately
  comesBack = Promise.withResolvers<void>()
  answers = () => this.comesBack.promise
}

let instant: Rail
let swift: Rail
let app: RunningPayments

beforeEach(async () => {
  instant = new Rail()
  swift = new Rail()
  const rails = [
    { name: 'instant', port: instant, takes: { creditorCountries: ['FR'] } },
    { name: 'swift', port: swift, cost: { EUR: { fixed: '900' } } },
  ]
  app = await startPayments(instant, { rails })
})

const json = async <Body>(answer: Promise<Response>): Promise<Body> =>
  (await (await answer).json()) as Body
const pay = async (more: object = {}): Promise<string> => {
  const taken = app.send('operator', '/v1/payments', { ...order, ...more })
  const { paymentId } = await json<{ paymentId: string }>(taken)
  await app.makeCalls()
  return paymentId
}
const attemptsOf = async (paymentId: string) => {
  const path = `/v1/payments/${paymentId}/attempts`
  return (await json<{ items: AttemptShown[] }>(app.send('viewer', path))).items
}

/** As the policy does. */
const noteOutage = (data: NoteOutage['data']) => {
  const { ids, handle } = app.tools
  const command = { type: 'NoteOutage', data } as const
  return handle(outageCommands.NoteOutage, command, {
    commandId: ids.next(),
    fingerprint: 'test',
    onOtherContent: 'repeat',
    actor: 'policy:test',
    correlationId: ids.next(),
    causationId: ids.next(),
    traceparent: '',
    now: app.clock.now(),
  })
}

describe('a payment over several rails', () => {
  it('goes by the country of the account, and its attempt says why', async () => {
    const [attempt] = await attemptsOf(await pay())
    const route = {
      rule: 'any-rail',
      because: 'cheapest',
      cost: '0',
      passedOver: [{ rail: 'swift', because: 'dearer' }],
    }
    expect(attempt).toMatchObject({ rail: 'instant', route })
    const abroad = { name: 'Grace Hopper', account: '000123456789', agentBic: 'CHASUS33XXX' }
    const [other] = await attemptsOf(await pay({ creditor: abroad, endToEndId: 'ABROAD-1' }))
    expect(other).toMatchObject({ rail: 'swift', route: { because: 'only-one' } })
  })

  it('goes by the service that the order asks for, or that follows from its accounts', async () => {
    const rails = ['instant', 'swift', 'any'].map((name) => ({ name, port: new Rail() }))
    const rules = [
      { name: 'asked-for', when: { serviceLevels: ['instant'] }, rails: ['instant'] },
      { name: 'abroad', when: { serviceLevels: ['cross-border'] }, rails: ['swift'] },
      { name: 'else', when: {}, rails: ['any'] },
    ]
    app = await startPayments(instant, { rails, rules })
    const ruleOf = async (more: object) => {
      const paymentId = await pay(more)
      const [attempt] = await attemptsOf(paymentId)
      const { serviceLevel } = await json<PaymentShown>(
        app.send('viewer', `/v1/payments/${paymentId}`),
      )
      return [attempt?.rail, serviceLevel]
    }
    const usd = { minorUnits: '10000', currency: 'USD' }
    expect(await ruleOf({ serviceLevel: 'instant', endToEndId: '1' })).toEqual([
      'instant',
      'instant',
    ])
    expect(await ruleOf({ amount: usd, endToEndId: '2' })).toEqual(['swift', 'cross-border'])
    expect(await ruleOf({ serviceLevel: 'sepa', endToEndId: '3' })).toEqual(['any', 'sepa'])
    expect(await ruleOf({ endToEndId: '4' })).toEqual(['any', undefined])
  })

  it('is refused a service that its currency or its countries have not', async () => {
    const refusedFor = async (more: object) => {
      const response = await app.send('operator', '/v1/payments', { ...order, ...more })
      return [response.status, (await problemIn(response)).fields]
    }
    const usd = { minorUnits: '10000', currency: 'USD' }
    expect(await refusedFor({ serviceLevel: 'sepa', amount: usd })).toEqual([
      400,
      [{ field: 'body/serviceLevel', reason: 'service-level-needs-euro' }],
    ])
    expect(await refusedFor({ serviceLevel: 'cross-border' })).toMatchObject([
      400,
      [{ field: 'body/serviceLevel' }],
    ])
  })

  it('goes over the other while the breaker of the first is open', async () => {
    instant.breaker = 'open'
    await pay()
    expect([instant.calls, swift.calls]).toEqual([[], ['submit']])
  })

  it('asks, and takes back, at the rail that has it', async () => {
    instant.breaker = 'open'
    const paymentId = await pay()
    instant.breaker = 'closed'
    await app.send('operator', `/v1/payments/${paymentId}/resume`, {})
    await app.makeCalls()
    await app.send('operator', `/v1/payments/${paymentId}/cancel`, {})
    await app.makeCalls()
    expect([instant.calls, swift.calls]).toEqual([[], ['submit', 'status', 'cancel']])
  })

  it('is told of by the rail that has it, each at a path of its own', async () => {
    const paymentId = await pay()
    const callback = {
      eventId: 'event-1',
      submissionId: `${paymentId}.1`,
      railReference: 'RAIL-1',
      sequence: 1,
      state: 'settled',
      at: '2026-01-01T12:00:00.000Z',
    } as const
    const shown = () =>
      json<{ status: string; needsOperator?: string }>(
        app.send('viewer', `/v1/payments/${paymentId}`),
      )
    expect((await app.callBack(callback, undefined, 'swift')).status).toBe(200)
    expect(await shown()).toMatchObject({ status: 'submitted', needsOperator: 'rail-contradicted' })
    expect((await app.callBack(callback, undefined, 'instant')).status).toBe(200)
    await expect.poll(async () => (await shown()).status).toBe('settled')
    expect((await app.callBack(callback, undefined, 'simulated')).status).toBe(404)
  })
})

describe('the rails over HTTP', () => {
  it('are shown with health, counts and the rules in words', async () => {
    await pay()
    swift.breaker = 'open'
    const shown = await json<{ items: RailShown[]; rules: object[] }>(
      app.send('viewer', '/v1/rails'),
    )
    expect(shown.items).toMatchObject([
      {
        rail: 'instant',
        healthy: true,
        takes: 'Takes payments to accounts in FR',
        counts: { attempts: 1 },
      },
      {
        rail: 'swift',
        healthy: false,
        state: 'open',
        cost: ['EUR 9.00 for EUR'],
      },
    ])
    expect(shown.rules).toEqual([
      {
        name: 'any-rail',
        says: 'Every payment goes over instant or swift',
        rails: ['instant', 'swift'],
      },
    ])
  })

  it('say since when one is away, for how long, and how many wait for it', async () => {
    const railsNow = async () =>
      (await json<{ items: RailShown[] }>(app.send('viewer', '/v1/rails'))).items
    for (const shown of await railsNow()) {
      expect(shown).not.toHaveProperty('outage')
      expect(shown).not.toHaveProperty('lastOutage')
    }
    instant.answer = { kind: 'not-sent', reason: 'connection-refused' }
    await pay()
    await pay({ endToEndId: 'INVOICE-118' })
    const since = new Date(app.clock.time).toISOString()
    const rail = 'instant'
    await noteOutage({ rail, noticedAt: since })
    app.clock.time += 190_000
    const away = { since, forMs: 190_000, waiting: 2 }
    await expect.poll(async () => (await railsNow())[0]?.outage).toEqual(away)
    expect((await railsNow())[1]).not.toHaveProperty('outage')

    instant.comesBack.resolve()
    await app.makeCalls()
    const until = new Date(app.clock.time).toISOString()
    const [back] = await railsNow()
    expect(back).toMatchObject({ lastOutage: { from: since, until, lastedMs: 190_000 } })
    expect(back).not.toHaveProperty('outage')
  })

  it('say for a minute that one is recovering which fails for the calls of its outage alone', async () => {
    const railNow = async () =>
      (await json<{ items: RailShown[] }>(app.send('viewer', '/v1/rails'))).items[0]
    instant.answer = { kind: 'not-sent', reason: 'connection-refused' }
    instant.lately = { calls: 5, failures: 5 }
    await pay()
    await noteOutage({ rail: 'instant', noticedAt: new Date(app.clock.time).toISOString() })
    await expect.poll(async () => (await railNow())?.outage).toBeDefined()
    expect(await railNow()).not.toHaveProperty('recovering')

    instant.comesBack.resolve()
    await app.makeCalls()
    expect(await railNow()).toMatchObject({ healthy: false, recovering: true })
    instant.breaker = 'open'
    expect(await railNow()).not.toHaveProperty('recovering')
    instant.breaker = 'closed'
    app.clock.time += 59_999
    expect(await railNow()).toMatchObject({ healthy: false, recovering: true })
    app.clock.time += 1
    expect(await railNow()).toMatchObject({ healthy: false })
    expect(await railNow()).not.toHaveProperty('recovering')
    instant.lately = { calls: 5, failures: 1 }
    app.clock.time -= 1
    expect(await railNow()).toMatchObject({ healthy: true })
    expect(await railNow()).not.toHaveProperty('recovering')
  })

  it('say which of them would be taken, and change nothing', async () => {
    const ask = (body: object) => json<RouteShown>(app.send('viewer', '/v1/rails/route', body))
    const { amount } = order
    expect(await ask({ amount, creditorCountry: 'FR' })).toMatchObject({
      outcome: 'chosen',
      rail: 'instant',
      because: 'cheapest',
    })
    expect(await ask({ amount })).toEqual({
      outcome: 'chosen',
      rail: 'swift',
      rule: 'any-rail',
      because: 'only-one',
      cost: '900',
      passedOver: [{ rail: 'instant', because: 'creditor-country' }],
    })
    expect([instant.calls, swift.calls]).toEqual([[], []])
    const unknown = { amount: { minorUnits: '1', currency: 'XXZ' } }
    for (const wrong of [unknown, { amount, at: '2016-12-31T23:59:60Z' }])
      expect((await app.send('viewer', '/v1/rails/route', wrong)).status).toBe(400)
  })
})
