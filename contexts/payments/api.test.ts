import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { generatePain001 } from '../../testing/pain001.ts'
import { problemIn } from '../../testing/gateway.ts'
import { startPayments, type RunningPayments } from '../../testing/payments.ts'
import type { PaymentFileShown, PaymentShown } from './contract.ts'
import type { PaymentRail, RailInstruction, RailStatus, RailSubmission } from './ports.ts'
import { submissionIdOf } from './transfers/transfer-events.ts'

/** A rail in memory that takes everything, unless a test tells it otherwise. */
class ObedientRail implements PaymentRail {
  readonly notFoundFinalAfterMs = 2_000
  readonly instructions: RailInstruction[] = []
  submission: RailSubmission = { kind: 'accepted', railReference: 'RAIL-1' }
  found: RailStatus = { kind: 'not-found' }

  submit(instruction: RailInstruction): Promise<RailSubmission> {
    this.instructions.push(instruction)
    return Promise.resolve(this.submission)
  }

  status(): Promise<RailStatus> {
    return Promise.resolve(this.found)
  }

  cancel(): Promise<never> {
    return Promise.reject(new Error('nobody cancels payments yet'))
  }
}

const name = 'Ada Lovelace'
const iban = 'DE89370400440532013000'
const order = {
  amount: { minorUnits: '12345', currency: 'EUR' },
  debtor: { name, iban: 'DE89 3704 0044 0532 0130 00' },
  creditor: { name: 'Charles Babbage', account: '000123456789' },
  endToEndId: 'INVOICE-117',
  remittance: 'For the difference engine',
}

let rail: ObedientRail
let app: RunningPayments

beforeEach(async () => {
  rail = new ObedientRail()
  app = await startPayments(rail)
})

const json = async <Body>(response: Promise<Response>): Promise<Body> =>
  (await (await response).json()) as Body

interface Taken {
  readonly paymentId: string
  readonly status: string
  readonly position: string
}

const take = (body: unknown = order, key?: string): Promise<Taken> =>
  json(app.send('operator', '/v1/payments', body, key ? { 'idempotency-key': key } : {}))

const shown = (paymentId: string, query = ''): Promise<PaymentShown> =>
  json(app.send('viewer', `/v1/payments/${paymentId}${query}`))

const told = (paymentId: string, state: 'pending' | 'settled' | 'rejected', sequence: number) => ({
  eventId: `${paymentId}-${sequence}`,
  submissionId: submissionIdOf(paymentId),
  railReference: 'RAIL-1',
  sequence,
  state,
  at: '2026-01-01T12:00:00.000Z',
})

describe('a payment that is posted', () => {
  it('is taken, shown masked, and found where its position is waited for', async () => {
    const response = await app.send('operator', '/v1/payments', order)
    expect(response.status).toBe(201)
    const { paymentId, status, position } = (await response.json()) as Taken
    expect(response.headers.get('location')).toBe(`/v1/payments/${paymentId}`)
    expect(status).toBe('validated')
    expect(await shown(paymentId, `?after=${position}`)).toMatchObject({
      paymentId,
      status: 'validated',
      amount: order.amount,
      debtor: { name: 'A** L*******', account: 'DE89 **** 3000' },
      creditor: { name: 'C****** B******' },
      endToEndId: 'INVOICE-117',
      version: 2,
    })
  })

  it('goes to the rail in full, and settles when the rail says so', async () => {
    const { paymentId } = await take()
    await app.makeCalls()
    expect(rail.instructions).toEqual([
      {
        submissionId: submissionIdOf(paymentId),
        amount: order.amount,
        debtor: { name, account: { iban } },
        creditor: { name: 'Charles Babbage', account: { other: '000123456789' } },
        endToEndId: 'INVOICE-117',
        remittance: 'For the difference engine',
      },
    ])
    expect((await shown(paymentId)).status).toBe('submitted')
    for (const [state, sequence] of [
      ['settled', 2],
      ['settled', 2],
      ['pending', 1],
    ] as const)
      expect((await app.callBack(told(paymentId, state, sequence))).status).toBe(200)
    const payment = await shown(paymentId)
    expect(payment).toMatchObject({ status: 'settled', railReference: 'RAIL-1', version: 5 })
  })

  it('keeps what the integrator keeps with it, and shows it', async () => {
    const metadata = { orderNumber: 'A-4711', 'shop.till': '3' }
    const { paymentId } = await take({ ...order, metadata })
    expect(await shown(paymentId)).toMatchObject({ metadata })
    const { items } = await json<{ items: PaymentShown[] }>(app.send('viewer', '/v1/payments'))
    expect(items).toMatchObject([{ paymentId, metadata }])
  })

  it.each([
    ['metadata', Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']))],
    ['metadata/a[b]', { 'a[b]': 'v' }],
    [`metadata/${'k'.repeat(41)}`, { ['k'.repeat(41)]: 'v' }],
    ['metadata/long', { long: 'v'.repeat(501) }],
    ['metadata/empty', { empty: '' }],
    ['metadata/nested', { nested: {} }],
  ])('takes no pairs that are too many, too long or no texts: %s', async (field, metadata) => {
    const response = await app.send('operator', '/v1/payments', { ...order, metadata })
    expect([response.status, (await problemIn(response)).fields?.[0]?.field]).toEqual([
      400,
      `body/${field}`,
    ])
  })

  it('leaves no name, account or text in the log', async () => {
    await take()
    await app.makeCalls()
    const written = await app.written()
    for (const secret of [name, 'Lovelace', iban, '000123456789', 'Babbage', 'difference'])
      expect(written).not.toContain(secret)
  })

  it('is one payment however often it is sent with its key', async () => {
    const first = await app.send('operator', '/v1/payments', order, { 'idempotency-key': 'k' })
    const second = await app.send('operator', '/v1/payments', order, { 'idempotency-key': 'k' })
    expect(await second.json()).toEqual(await first.json())
    expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    const other = { ...order, endToEndId: 'OTHER' }
    const third = await app.send('operator', '/v1/payments', other, { 'idempotency-key': 'k' })
    expect([third.status, (await problemIn(third)).type]).toEqual([
      422,
      '/problems/idempotency-key-reused',
    ])
  })

  it('is received and rejected where a rule says so, and says it again when repeated', async () => {
    const own = { ...order, creditor: { name, iban } }
    const rejected = { status: 'rejected', rejection: { code: 'AG01', by: 'validation' } }
    const first = await take(own, 'own')
    expect(first).toMatchObject(rejected)
    expect(await take(own, 'own')).toEqual(first)
  })

  it.each([
    ['amount', { amount: { minorUnits: '0', currency: 'EUR' } }],
    ['amount', { amount: { minorUnits: '-5', currency: 'EUR' } }],
    ['amount', { amount: { minorUnits: '5', currency: 'ABC' } }],
    ['amount/minorUnits', { amount: { minorUnits: '1.50', currency: 'EUR' } }],
    ['amount/minorUnits', { amount: { minorUnits: '1'.repeat(40), currency: 'EUR' } }],
    ['debtor/iban', { debtor: { name, iban: 'DE00370400440532013000' } }],
    ['debtor/iban', { debtor: { name } }],
    ['debtor/iban', { debtor: { name, iban, account: '1' } }],
    ['debtor/name', { debtor: { name: ' ', iban } }],
    ['creditor/agentBic', { creditor: { name, iban, agentBic: 'NOBANK' } }],
    ['endToEndId', { endToEndId: '<script>' }],
    ['requestedExecutionDate', { requestedExecutionDate: '2026-02-30' }],
    ['remittance', { remittance: 'x'.repeat(141) }],
    ['surprise', { surprise: 1 }],
  ])('is refused with the field that is wrong: %s', async (field, wrong) => {
    const response = await app.send('operator', '/v1/payments', { ...order, ...wrong })
    const { fields } = await problemIn(response)
    expect([response.status, fields?.map((one) => one.field)]).toEqual([400, [`body/${field}`]])
  })

  it('may not be posted by who may only look', async () => {
    expect((await app.send('viewer', '/v1/payments', order)).status).toBe(403)
  })
})

describe('a payment that becomes unknown', () => {
  const makeUnknown = async (notFoundFinalAt?: string): Promise<string> => {
    rail.submission = {
      kind: 'ambiguous',
      reason: 'timed-out',
      ...(notFoundFinalAt ? { notFoundFinalAt } : {}),
    }
    const { paymentId } = await take()
    await app.makeCalls()
    return paymentId
  }
  const askByOperator = (paymentId: string) =>
    app.send('operator', `/v1/payments/${paymentId}/resume`, {})

  it('is resolved by asking and never handed over again', async () => {
    const paymentId = await makeUnknown()
    expect((await shown(paymentId)).status).toBe('unknown')
    rail.found = {
      kind: 'found',
      state: 'settled',
      railReference: 'RAIL-1',
      at: '2026-01-01T12:00:00.000Z',
    }
    expect((await askByOperator(paymentId)).status).toBe(200)
    await app.makeCalls()
    expect((await shown(paymentId)).status).toBe('settled')
    expect(rail.instructions).toHaveLength(1)
  })

  it('takes no step where it is no longer as the operator saw it', async () => {
    const paymentId = await makeUnknown()
    const path = `/v1/payments/${paymentId}`
    const etag = (await app.send('operator', path)).headers.get('etag') ?? ''
    const ask = (ifMatch: string) =>
      app.send('operator', `${path}/resume`, {}, { 'if-match': ifMatch })
    expect((await ask('"1"')).status).toBe(412)
    expect((await ask(etag)).status).toBe(200)
    const late = await ask(etag)
    expect(late.status).toBe(412)
    expect(await late.json()).toMatchObject({ type: '/problems/precondition-failed' })
    expect(late.headers.get('etag')).not.toBe(etag)
  })

  it('is asked about as soon as a callback comes', async () => {
    const paymentId = await makeUnknown()
    await app.callBack(told(paymentId, 'settled', 2))
    await app.makeCalls()
    expect((await shown(paymentId)).status).toBe('unknown')
    rail.found = {
      kind: 'found',
      state: 'rejected',
      railReference: 'RAIL-1',
      code: 'AC04',
      at: '2026-01-01T12:00:00.000Z',
    }
    await app.callBack(told(paymentId, 'rejected', 3))
    await app.makeCalls()
    expect(await shown(paymentId)).toMatchObject({
      status: 'rejected',
      rejection: { code: 'AC04', by: 'rail' },
    })
  })

  it('is rejected as not received once the rail promises that it never will be', async () => {
    const paymentId = await makeUnknown('2026-01-01T12:00:12.000Z')
    await askByOperator(paymentId)
    await app.makeCalls()
    expect((await shown(paymentId)).status).toBe('unknown')
    app.clock.time += 12_000
    await askByOperator(paymentId)
    await app.makeCalls()
    expect(await shown(paymentId)).toMatchObject({
      status: 'rejected',
      rejection: { code: 'AG09', by: 'millrace' },
    })
  })
})

describe('a payment that could not be handed over', () => {
  it('waits, is tried again under the same id, and goes through', async () => {
    rail.submission = { kind: 'not-sent', reason: 'connection-refused' }
    const { paymentId } = await take()
    await app.makeCalls()
    expect(await shown(paymentId)).toMatchObject({
      status: 'validated',
      waiting: 'connection-refused',
    })
    rail.submission = { kind: 'accepted', railReference: 'RAIL-1' }
    await app.send('operator', `/v1/payments/${paymentId}/resume`, {})
    await app.makeCalls()
    expect(await shown(paymentId)).toMatchObject({ status: 'submitted' })
    expect(new Set(rail.instructions.map(({ submissionId }) => submissionId)).size).toBe(1)
    const again = await app.send('operator', `/v1/payments/${paymentId}/resume`, {})
    expect(again.status).toBe(200)
  })

  it('is rejected when the payer was erased before', async () => {
    const { paymentId } = await take()
    const { debtor } = await shown(paymentId)
    expect(await app.tools.vault.erase(debtor.subject)).toBe(true)
    await app.makeCalls()
    expect(rail.instructions).toEqual([])
    expect(await shown(paymentId)).toMatchObject({
      status: 'rejected',
      rejection: { code: 'payer-erased', by: 'millrace' },
      debtor: { name: null, account: null, erased: true },
      creditor: { name: 'C****** B******' },
    })
  })
})

describe('a callback', () => {
  it('is not taken without its signature', async () => {
    const { paymentId } = await take()
    await app.makeCalls()
    const response = await app.callBack(told(paymentId, 'rejected', 2), 'forged')
    expect([response.status, (await problemIn(response)).type]).toEqual([
      401,
      '/problems/callback-not-genuine',
    ])
    expect((await shown(paymentId)).status).toBe('submitted')
  })

  it.each(['0193502c-7a5e-8c1d-9f10-00000000000f', 'somebody-elses'])(
    'about a payment that is not known changes nothing: %s',
    async (paymentId) => {
      const response = await app.callBack(told(paymentId, 'settled', 1))
      expect([response.status, (await problemIn(response)).type]).toEqual([
        404,
        '/problems/payment-unknown',
      ])
      expect(await app.tools.log.head()).toBe(0)
    },
  )

  it('continues the story of its payment', async () => {
    const { paymentId } = await take()
    await app.makeCalls()
    await app.callBack(told(paymentId, 'settled', 2))
    const story = await app.tools.log.readStream(`payment-${paymentId}`, 0, 100)
    expect(new Set(story.map(({ correlationId }) => correlationId)).size).toBe(1)
    expect(story.at(-1)).toMatchObject({ type: 'PaymentSettled', actor: 'rail:simulated' })
  })
})

describe('looking at payments', () => {
  it('lists by filter and sort, page by page', async () => {
    for (const minorUnits of ['100', '300', '200'])
      await take({ ...order, endToEndId: minorUnits, amount: { minorUnits, currency: 'EUR' } })
    await take({ ...order, amount: { minorUnits: '900', currency: 'JPY' } })
    await app.makeCalls()
    type List = { items: PaymentShown[]; next?: string; position: string }
    const query = '?currency=EUR&status=submitted,pending&sort=-amount&limit=2'
    const first = await json<List>(app.send('viewer', `/v1/payments${query}`))
    const second = await json<List>(app.send('viewer', `/v1/payments${query}&cursor=${first.next}`))
    const amounts = [...first.items, ...second.items].map(({ amount }) => amount.minorUnits)
    expect(amounts).toEqual(['300', '200', '100'])
    expect(second.next).toBeUndefined()
    const none = await json<List>(
      app.send('viewer', '/v1/payments?receivedAt[lt]=2026-01-01T12:00:00Z'),
    )
    expect(none.items).toEqual([])
  })

  it.each([
    ['status', 'status=lost'],
    ['receivedAt[gte]', 'receivedAt[gte]=yesterday'],
    ['receivedAt[lt]', 'receivedAt[lt]=2026-06-30T23:59:60Z'],
    ['amount[lt]', 'amount[lt]=1.5'],
    ['amount', 'amount=5&amount[gte]=1'],
    ['debtorAccountIndex', 'debtorAccountIndex=1'],
    ['status', 'status=settled,lost'],
    ['fileId', 'fileId=4711'],
    ['needsOperator', 'needsOperator=perhaps'],
    ['sort', 'sort=name'],
    ['limit', 'limit=0'],
    ['limit', 'limit=501'],
    ['cursor', 'cursor=made-up'],
    ['surprise', 'surprise=1'],
  ])('names the part of the query that is wrong: %s', async (field, query) => {
    const response = await app.send('viewer', `/v1/payments?${query}`)
    const { fields } = await problemIn(response)
    expect([response.status, fields?.[0]?.field.split('/').slice(0, 2)]).toEqual([
      400,
      ['query', field],
    ])
  })

  it('shows the file of a payment beside it where that is asked for', async () => {
    const { paymentId } = await take()
    const xml = generatePain001({ version: '03', transactions: 2, seed: 7 })
    const { fileId } = await json<{ fileId: string }>(app.sendFile(xml))
    const { items } = await json<{ items: (PaymentShown & { file?: PaymentFileShown })[] }>(
      app.send('viewer', '/v1/payments?expand=file'),
    )
    const byFile = Map.groupBy(items, ({ file }) => file?.fileId)
    expect(byFile.get(fileId)).toHaveLength(2)
    expect(byFile.get(undefined)?.map((payment) => payment.paymentId)).toEqual([paymentId])
    expect(byFile.get(fileId)?.[0]?.file).toMatchObject({ fileId, transactions: 2, accepted: 2 })
  })

  it('goes on as it was for who was written for the version before', async () => {
    const before = { 'millrace-version': '2026-11-14' }
    const { paymentId } = await take()
    await app.makeCalls()
    const list = async (query: string) =>
      json<{ items: unknown[] }>(app.send('viewer', `/v1/payments?${query}`, undefined, before))
    expect((await list('from=2026-01-01T12:00:00Z')).items).toHaveLength(1)
    expect((await list('to=2026-01-01T12:00:00Z')).items).toEqual([])

    const events = `/v1/payments/${paymentId}/events`
    const first = await app.send('viewer', `${events}?limit=3&afterVersion=0`, undefined, before)
    const page = (await first.json()) as { items: unknown[]; nextAfterVersion: number }
    expect(page).toEqual({ items: expect.any(Array) as unknown[], nextAfterVersion: 3 })
    expect(first.headers.get('sunset')).toBe('Tue, 21 Nov 2028 00:00:00 GMT')
    const rest = app.send('viewer', `${events}?afterVersion=3`, undefined, before)
    expect(await json(rest)).toMatchObject({ items: [{ type: 'PaymentSubmitted' }] })
    const newest = await app.send('viewer', `${events}?afterVersion=3`)
    expect((await problemIn(newest)).fields).toMatchObject([{ field: 'query/afterVersion' }])
  })

  it('shows a payment as it was', async () => {
    const { paymentId } = await take()
    app.clock.time += 60_000
    await app.makeCalls()
    expect((await shown(paymentId)).status).toBe('submitted')
    expect(await shown(paymentId, '?at=2026-01-01T12:00:30Z')).toMatchObject({
      status: 'validated',
      version: 2,
    })
    const before = await app.send('viewer', `/v1/payments/${paymentId}?at=2025-12-31T00:00:00Z`)
    expect(before.status).toBe(404)
  })

  it('has not to be sent again while it is as it was, and is once somebody was erased', async () => {
    const { paymentId } = await take()
    const path = `/v1/payments/${paymentId}`
    const etag = (await app.send('viewer', path)).headers.get('etag') ?? ''
    const again = () => app.send('viewer', path, undefined, { 'if-none-match': etag })
    expect((await again()).status).toBe(304)
    await app.tools.vault.erase((await shown(paymentId)).debtor.subject)
    expect((await again()).status).toBe(200)
  })

  it('tells what happened, without personal data', async () => {
    const { paymentId } = await take()
    await app.makeCalls()
    const response = await app.send('viewer', `/v1/payments/${paymentId}/events?limit=3`)
    const { items, next } = (await response.json()) as {
      items: { type: string; actor: string; details: object }[]
      next: string
    }
    expect(items.map(({ type, actor }) => [type, actor])).toEqual([
      ['PaymentReceived', 'user:operator'],
      ['PaymentValidated', 'user:operator'],
      ['SubmissionStarted', 'policy:test'],
    ])
    expect(items[0]?.details).toEqual({ amount: order.amount, endToEndId: 'INVOICE-117' })
    const rest = await json<{ items: { type: string }[]; next?: string }>(
      app.send('viewer', `/v1/payments/${paymentId}/events?limit=3&cursor=${next}`),
    )
    expect(rest).toMatchObject({ items: [{ type: 'PaymentSubmitted' }] })
    expect(rest.next).toBeUndefined()
    const astray = await app.send('viewer', `/v1/payments/${paymentId}/events?cursor=IjEi`)
    expect((await problemIn(astray)).fields).toMatchObject([{ field: 'query/cursor' }])
  })

  it('counts and adds up', async () => {
    await take()
    await take({ ...order, endToEndId: 'OTHER', amount: { minorUnits: '55', currency: 'EUR' } })
    await app.makeCalls()
    const { items } = await json<{ items: { status: string; count: number; sum: object }[] }>(
      app.send('viewer', '/v1/payments/summary'),
    )
    expect(items.filter(({ count }) => count > 0)).toMatchObject([
      { status: 'submitted', count: 2, sum: { minorUnits: '12400', currency: 'EUR' } },
    ])
  })

  it('finds the payments of an account by its number, which stands nowhere', async () => {
    const { paymentId } = await take()
    const search = (account: string, side: string) =>
      json<{ items: PaymentShown[] }>(
        app.send('compliance', '/v1/payments/search', { account, side }),
      )
    const found = await search('de89 3704 0044 0532 0130 00', 'debtor')
    expect(found.items.map((payment) => payment.paymentId)).toEqual([paymentId])
    expect((await search('000123456789', 'creditor')).items).toHaveLength(1)
    expect((await search(iban, 'creditor')).items).toEqual([])
  })

  it('is 404 where there is none', async () => {
    const path = '/v1/payments/0193502c-7a5e-8c1d-9f10-00000000000f'
    for (const query of ['', '/events', '?at=2026-01-01T00:00:00Z'])
      expect((await app.send('viewer', `${path}${query}`)).status).toBe(404)
    const reason = { reason: 'curiosity' }
    expect((await app.send('operator', `${path}/reveal`, reason)).status).toBe(404)
    expect((await app.send('operator', `${path}/resume`, {})).status).toBe(404)
  })
})

describe('seeing the parties in full', () => {
  const reveal = (paymentId: string, role: 'viewer' | 'compliance') =>
    app.send(role, `/v1/payments/${paymentId}/reveal`, { reason: 'Asked by the payer' })

  it('is written down with its reason', async () => {
    const { paymentId } = await take()
    const response = await reveal(paymentId, 'compliance')
    expect(await response.json()).toMatchObject({
      debtor: { name, account: iban },
      creditor: { name: 'Charles Babbage', account: '000123456789' },
      remittance: 'For the difference engine',
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
    const { debtor, creditor } = await shown(paymentId)
    expect(app.viewings).toMatchObject([
      {
        actor: 'user:compliance',
        subjects: [debtor.subject, creditor.subject],
        thing: `payment ${paymentId}`,
        reason: 'Asked by the payer',
      },
    ])
  })

  it('is not for everybody, and needs a reason', async () => {
    const { paymentId } = await take()
    expect((await reveal(paymentId, 'viewer')).status).toBe(403)
    const without = await app.send('compliance', `/v1/payments/${paymentId}/reveal`, {})
    expect(without.status).toBe(400)
    expect(app.viewings).toEqual([])
  })

  it('shows nothing of who was erased', async () => {
    const { paymentId } = await take()
    const { debtor, creditor } = await shown(paymentId)
    await app.tools.vault.erase(debtor.subject)
    expect(await json(reveal(paymentId, 'compliance'))).toMatchObject({
      debtor: { name: null, account: null, erased: true },
      remittance: null,
    })
    // Nor is a viewing of them kept, under a key that would be made for them anew.
    expect(app.viewings.map(({ subjects }) => subjects)).toEqual([[creditor.subject]])
    await app.tools.vault.erase(creditor.subject)
    await reveal(paymentId, 'compliance')
    expect(app.viewings.at(-1)?.subjects).toEqual([])
  })
})

describe('a payment file', () => {
  const sample = (path: string): string =>
    readFileSync(new URL(`samples/${path}`, import.meta.url), 'utf8')

  interface FileTaken {
    readonly fileId: string
    readonly accepted: number
    readonly rejected: number
    readonly problems: readonly { line?: number; code: string }[]
    readonly position: string
  }

  it('becomes payments, which go to the rail', async () => {
    app.clock.time = Date.UTC(2026, 10, 25)
    const response = await app.sendFile(sample('salaries.pain.001.001.03.xml'))
    expect(response.status).toBe(201)
    const { fileId, ...taken } = (await response.json()) as FileTaken
    expect(taken).toMatchObject({ accepted: 12, rejected: 0, problems: [] })
    await app.makeCalls()
    const path = `/v1/payments?fileId=${fileId}&after=${taken.position}`
    const { items } = await json<{ items: PaymentShown[] }>(app.send('viewer', path))
    expect(items.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 'submitted'))
    const file = await json<PaymentFileShown>(app.send('viewer', `/v1/payment-files/${fileId}`))
    expect(file).toMatchObject({ messageId: 'SALARIES-2026-11', transactions: 12, accepted: 12 })
    expect(file.initiatingParty).toMatch(/^N\*+ M\*+ G\*+$/)
    const events = await app.send('viewer', `/v1/payments/${items[0]?.paymentId}/events`)
    expect(await events.text()).not.toContain('sealed.')
    const written = await app.written()
    for (const secret of ['Nordlicht', 'Hannah', 'Petersen', 'DE38200505501230045678'])
      expect(written).not.toContain(secret)
  })

  it('says what is wrong with single transactions, and takes the others', async () => {
    const response = await app.sendFile(sample('broken/some-transactions-wrong.xml'))
    const taken = (await response.json()) as FileTaken
    expect(response.status).toBe(201)
    expect(taken.accepted).toBeGreaterThan(0)
    expect(taken.rejected).toBeGreaterThan(0)
    expect(taken.problems[0]).toMatchObject({
      line: expect.any(Number) as number,
      code: expect.any(String) as string,
    })
  })

  it('that comes twice is answered with the first and changes nothing', async () => {
    const xml = sample('suppliers.pain.001.001.09.xml')
    const first = await app.sendFile(xml, { 'idempotency-key': 'a' })
    const body = (await first.json()) as FileTaken
    const head = await app.tools.log.head()
    const repeated = await app.sendFile(xml, { 'idempotency-key': 'a' })
    expect([repeated.status, await repeated.json()]).toEqual([201, body])
    const again = await app.sendFile(xml, { 'idempotency-key': 'b' })
    expect([again.status, await again.json()]).toEqual([200, body])
    expect(await app.tools.log.head()).toBe(head)
  })

  it('with the message id of another one is refused', async () => {
    await app.sendFile(generatePain001({ version: '09', transactions: 3, seed: 1 }))
    const other = generatePain001({ version: '09', transactions: 3, seed: 2 })
    const response = await app.sendFile(other.replace('GENERATED-2-3', 'GENERATED-1-3'))
    expect([response.status, (await problemIn(response)).type]).toEqual([
      409,
      '/problems/message-id-reused',
    ])
  })

  it.each([
    'count-mismatch',
    'sum-mismatch',
    'truncated',
    'other-namespace',
    'entity-bomb',
    'external-entity',
  ])('that is broken as a whole is refused whole: %s', async (path) => {
    const response = await app.sendFile(sample(`broken/${path}.xml`))
    const { type, fields } = await problemIn(response)
    expect([response.status, type]).toEqual([422, '/problems/file-refused'])
    expect(fields?.length).toBeGreaterThan(0)
    expect(await app.tools.log.head()).toBe(0)
  })

  describe('of more transactions than one slice', () => {
    // Their day has come, so they go to the rail at once.
    const xml = generatePain001({ version: '09', transactions: 600, seed: 5 }).replaceAll(
      /<Dt>2026-\d\d-\d\d</g,
      '<Dt>2025-12-31<',
    )
    const uploads = () => app.parts.begunBefore(Number.MAX_SAFE_INTEGER)
    const fileOf = (fileId: string) =>
      json<PaymentFileShown>(app.send('viewer', `/v1/payment-files/${fileId}`))
    const send = async (text = xml) => {
      const response = await app.sendFile(text)
      return { status: response.status, taken: (await response.json()) as FileTaken }
    }

    it('is taken at once, sealed, and its payments follow slice by slice', async () => {
      const { status, taken } = await send()
      expect(status).toBe(202)
      expect(taken).toMatchObject({ status: 'receiving', transactions: 600, accepted: 0 })
      expect(await fileOf(taken.fileId)).toMatchObject({ status: 'receiving', accepted: 0 })
      const [upload] = await uploads()
      expect(await app.parts.get(upload?.upload ?? '', 1)).toMatch(/^sealed\.1\.upload-/)
      await app.makeCalls()
      expect(await fileOf(taken.fileId)).toMatchObject({
        status: 'completed',
        transactions: 600,
        accepted: 600,
        rejected: 0,
        sums: [{ count: 600 }],
      })
      expect(rail.instructions).toHaveLength(600)
      expect(await uploads()).toEqual([])
    })

    it('changes nothing when it comes again, while it is taken and afterwards', async () => {
      const { taken } = await send()
      const again = await send()
      expect([again.status, again.taken.fileId]).toEqual([200, taken.fileId])
      expect(await uploads()).toHaveLength(1)
      await app.makeCalls()
      const head = await app.tools.log.head()
      expect((await send()).status).toBe(200)
      await app.makeCalls()
      expect(await app.tools.log.head()).toBe(head)
      expect(rail.instructions).toHaveLength(600)
    })

    it('stalls where a part is lost, and goes on when it is sent again', async () => {
      const { taken } = await send()
      const [upload] = await uploads()
      await app.parts.remove(upload?.upload ?? '')
      await app.makeCalls()
      expect(await fileOf(taken.fileId)).toMatchObject({
        status: 'stalled',
        stalledBecause: 'part-lost',
      })
      const resumed = await app.send('operator', `/v1/payment-files/${taken.fileId}/resume`, {})
      expect(resumed.status).toBe(200)
      await app.makeCalls()
      expect(await fileOf(taken.fileId)).toMatchObject({ status: 'stalled' })
      expect((await send()).status).toBe(200)
      await app.makeCalls()
      expect(await fileOf(taken.fileId)).toMatchObject({ status: 'completed', accepted: 600 })
    })

    it('tells each transaction that cannot be read, and takes all others', async () => {
      const broken = xml
        .replace('<EndToEndId>E2E-5-2<', '<EndToEndId>E2E_5_2<')
        .replace('<EndToEndId>E2E-5-599<', '<EndToEndId>E2E_5_599<')
      const { taken } = await send(broken)
      await app.makeCalls()
      const file = await fileOf(taken.fileId)
      expect(file).toMatchObject({ status: 'completed', accepted: 598, rejected: 2 })
      expect(file.problems.map(({ transaction }) => transaction)).toEqual([2, 599])
    })

    it('that is refused, or breaks off, leaves nothing behind', async () => {
      const wrong = xml.replace('<NbOfTxs>600<', '<NbOfTxs>601<')
      const response = await app.sendFile(wrong)
      expect((await problemIn(response)).type).toBe('/problems/file-refused')
      expect((await app.sendFile(xml.slice(0, -200))).status).toBe(422)
      expect(await uploads()).toEqual([])
      expect(await app.tools.log.head()).toBe(0)
    })

    it('is not to be resumed by whoever may only look, nor before it has stalled', async () => {
      const { taken } = await send()
      const path = `/v1/payment-files/${taken.fileId}/resume`
      expect((await app.send('viewer', path, {})).status).toBe(403)
      expect((await app.send('operator', path, {})).status).toBe(409)
    })
  })

  describe('as a pain.002 message', () => {
    const report = async (fileId: string, query = '') => {
      const path = `/v1/payment-files/${fileId}/status-report${query}`
      const response = await app.send('viewer', path)
      expect(response.headers.get('content-type')).toMatch(/^application\/xml/)
      return response.text()
    }
    const taken = async (xml: string) => (await (await app.sendFile(xml)).json()) as FileTaken
    const due = (xml: string) => xml.replaceAll(/<Dt>2026-\d\d-\d\d</g, '<Dt>2025-12-31<')

    it('tells one status for all where they are alike', async () => {
      const { fileId } = await taken(
        due(generatePain001({ version: '09', transactions: 3, seed: 1 })),
      )
      await app.makeCalls()
      const xml = await report(fileId)
      expect(xml).toContain('xsd:pain.002.001.10')
      expect(xml).toContain('<OrgnlMsgId>GENERATED-1-3</OrgnlMsgId>')
      expect(xml).toContain('<OrgnlNbOfTxs>3</OrgnlNbOfTxs>')
      expect(xml).toContain('<GrpSts>ACSP</GrpSts>')
      expect(xml).not.toContain('TxInfAndSts')
      expect(xml).not.toContain('Generated Holding')
    })

    it('tells each where they differ, with the reasons of those that were rejected, in their order', async () => {
      const three = due(generatePain001({ version: '09', transactions: 3, seed: 1 }))
      const { fileId } = await taken(three.replace(/(E2E-1-2<[^]*?)MILLDEFFXXX/, '$1MILL'))
      await app.makeCalls()
      const { items } = await json<{ items: PaymentShown[] }>(
        app.send('viewer', `/v1/payments?fileId=${fileId}`),
      )
      const first = items.find(({ endToEndId }) => endToEndId === 'E2E-1-1')
      await app.callBack(told(first?.paymentId ?? '', 'settled', 2))
      const xml = await report(fileId)
      expect(xml).toContain('<GrpSts>PART</GrpSts>')
      expect(xml.match(/<OrgnlEndToEndId>[^<]*/g)).toEqual(
        ['E2E-1-1', 'E2E-1-2', 'E2E-1-3'].map((id) => `<OrgnlEndToEndId>${id}`),
      )
      expect(xml.match(/<TxSts>\w+/g)).toEqual(['<TxSts>ACSC', '<TxSts>RJCT', '<TxSts>ACSP'])
      expect(xml).toContain('<Rsn><Cd>RC01</Cd></Rsn><AddtlInf>bic-malformed: ')
      expect(await report(fileId, '?version=03')).toContain('xsd:pain.002.001.03')
    })

    it('says what is wrong with a payment information as a whole', async () => {
      const three = due(generatePain001({ version: '09', transactions: 3, seed: 1 }))
      const { fileId } = await taken(three.replace(/(<PmtInf>[^]*?<NbOfTxs>)3/, '$14'))
      const xml = await report(fileId)
      expect(xml).toContain('<GrpSts>RJCT</GrpSts>')
      expect(xml).toMatch(/<\/OrgnlPmtInfId><PmtInfSts>RJCT<\/PmtInfSts><StsRsnInf>/)
      expect(xml).toContain(
        '<Rsn><Cd>AM18</Cd></Rsn><AddtlInf>transaction-count-mismatch: 4 transactions are declared, 3 are there.',
      )
      expect(xml.match(/PmtInfSts/g)).toHaveLength(2)
      expect(xml.match(/<TxSts>RJCT/g)).toHaveLength(3)
    })

    it('of a file that is unknown is 404', async () => {
      const path = '/v1/payment-files/01a1fee8-0d07-73f6-9b67-43f3728af010/status-report'
      expect((await app.send('viewer', path)).status).toBe(404)
    })
  })

  it('that is not UTF-8 is refused', async () => {
    const response = await app.sendFile(Uint8Array.from([0x3c, 0xff, 0xfe, 0x3e]))
    expect([response.status, (await problemIn(response)).type]).toEqual([
      422,
      '/problems/file-not-utf8',
    ])
  })

  it('with a text that no rail carries has that payment rejected', async () => {
    const xml = sample('salaries.pain.001.001.03.xml')
    const long = '<RmtInf><Ustrd>' + 'a'.repeat(100) + '</Ustrd><Ustrd>' + 'b'.repeat(100)
    const edited = xml.replace(/<RmtInf>[\s\S]*?<\/RmtInf>/, `${long}</Ustrd></RmtInf>`)
    const taken = (await (await app.sendFile(edited)).json()) as FileTaken
    expect(taken).toMatchObject({
      rejected: 1,
      problems: [
        {
          code: 'RR07',
          path: '/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]',
          line: edited.slice(0, edited.indexOf('<CdtTrfTxInf>')).split('\n').length,
        },
      ],
    })
  })
})
