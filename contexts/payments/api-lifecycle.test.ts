import { beforeEach, describe, expect, it } from 'vitest'
import { generatePain001 } from '../../testing/pain001.ts'
import { problemIn } from '../../testing/gateway.ts'
import { startPayments, type RunningPayments } from '../../testing/payments.ts'
import type {
  ApprovalShown,
  AttemptShown,
  CaptureShown,
  DisputeShown,
  RefundShown,
} from './transfers/contract.ts'
import type { PaymentShown } from './contract.ts'
import { paymentCommands } from './payment.ts'
import type { PaymentRail, RailInstruction, RailSubmission } from './ports.ts'
import { submissionIdOf } from './transfers/transfer-events.ts'

class ObedientRail implements PaymentRail {
  readonly notFoundFinalAfterMs = 2_000
  readonly instructions: RailInstruction[] = []
  submission: RailSubmission | undefined

  submit(instruction: RailInstruction): Promise<RailSubmission> {
    this.instructions.push(instruction)
    const railReference = `RAIL-${instruction.submissionId.split('.')[1]}`
    return Promise.resolve(this.submission ?? { kind: 'accepted', railReference })
  }

  status(): Promise<{ kind: 'not-found' }> {
    return Promise.resolve({ kind: 'not-found' })
  }

  cancel(): Promise<never> {
    return Promise.reject(new Error('nobody cancels at the rail'))
  }

  state(): 'closed' {
    return 'closed'
  }
}

const eur = (units: number) => ({ minorUnits: String(units), currency: 'EUR' })
const order = {
  amount: eur(10_000),
  debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
  creditor: { name: 'Charles Babbage', account: '000123456789' },
  endToEndId: 'INVOICE-117',
}

let rail: ObedientRail
let app: RunningPayments

beforeEach(async () => {
  rail = new ObedientRail()
  app = await startPayments(rail, { approvalLimits: { EUR: '1000000' } })
})

const json = async <Body>(response: Promise<Response>): Promise<Body> =>
  (await (await response).json()) as Body
const get = <Body>(path: string): Promise<Body> => json(app.send('viewer', path))
const shown = (paymentId: string) => get<PaymentShown>(`/v1/payments/${paymentId}`)
const items = async <Item>(path: string): Promise<readonly Item[]> =>
  (await get<{ items: readonly Item[] }>(path)).items

const take = async (more: object = {}): Promise<string> => {
  const response = await app.send('operator', '/v1/payments', { ...order, ...more })
  expect(response.status).toBe(201)
  return ((await response.json()) as { paymentId: string }).paymentId
}
const act = (paymentId: string, verb: string, body: unknown = {}, headers = {}) =>
  app.send('operator', `/v1/payments/${paymentId}/${verb}`, body, headers)
const tell = async (paymentId: string, transfer: number, more: object): Promise<void> => {
  const callback = {
    eventId: `${paymentId}-${transfer}-${JSON.stringify(more)}`,
    submissionId: submissionIdOf(paymentId, transfer),
    railReference: `RAIL-${transfer}`,
    at: '2026-01-01T12:00:00.000Z',
    ...more,
  }
  expect((await app.callBack(callback as never)).status).toBe(200)
}
/** As its timer does. */
const expire = (paymentId: string) =>
  app.tools.handle(
    paymentCommands.ExpireApproval,
    { type: 'ExpireApproval', data: { paymentId } },
    {
      commandId: app.tools.ids.next(),
      fingerprint: 'test',
      onOtherContent: 'repeat',
      actor: 'policy:test',
      correlationId: app.tools.ids.next(),
      causationId: app.tools.ids.next(),
      traceparent: '',
      now: app.clock.now(),
    },
  )
const settle = async (paymentId: string, transfer = 1): Promise<void> => {
  await app.makeCalls()
  await tell(paymentId, transfer, { sequence: 2, state: 'settled' })
}

describe('a payment above the limit', () => {
  const takeLarge = () => take({ amount: eur(1_000_001) })

  it('waits in the list of approvals, and goes once it is approved', async () => {
    const paymentId = await takeLarge()
    await app.makeCalls()
    expect(rail.instructions).toEqual([])
    const [waiting] = await items<ApprovalShown>('/v1/approvals?state=waiting')
    expect(waiting).toMatchObject({
      paymentId,
      state: 'waiting',
      proposedBy: 'user:operator',
      above: eur(1_000_000),
    })
    const approved = await app.send('approver', `/v1/approvals/${paymentId}/approve`, {})
    expect(approved.status).toBe(200)
    await app.makeCalls()
    expect((await shown(paymentId)).status).toBe('submitted')
    expect(await items('/v1/approvals?state=waiting')).toEqual([])
  })

  it('is denied with a reason, which is shown', async () => {
    const paymentId = await takeLarge()
    const path = `/v1/approvals/${paymentId}/deny`
    expect((await app.send('approver', path, { reason: 'Not a supplier of ours' })).status).toBe(
      200,
    )
    expect(await shown(paymentId)).toMatchObject({
      status: 'denied',
      endedBecause: 'Not a supplier of ours',
    })
    const again = await app.send('approver', path, { reason: 'Still not' })
    expect([again.status, (await problemIn(again)).type]).toEqual([
      409,
      '/problems/approval-not-asked',
    ])
  })

  it('is approved by nobody but an approver, and needs no approval one cent below', async () => {
    const paymentId = await takeLarge()
    for (const role of ['operator', 'viewer', 'administrator'] as const)
      expect((await app.send(role, `/v1/approvals/${paymentId}/approve`, {})).status).toBe(403)
    expect(
      (await shown(await take({ amount: eur(1_000_000), endToEndId: 'JUST-BELOW' }))).status,
    ).toBe('validated')
  })

  it('expires where nobody looks at it in time, and may be sent again', async () => {
    const paymentId = await takeLarge()
    const [waiting] = await items<ApprovalShown>('/v1/approvals?state=waiting')
    expect(waiting?.expiresAt).toBe('2026-01-08T12:00:00.000Z')
    expect(await expire(paymentId)).toMatchObject({ refusal: { refused: 'not-due-yet' } })
    app.clock.time += 7 * 86_400_000
    const late = await app.send('approver', `/v1/approvals/${paymentId}/approve`, {})
    expect([late.status, (await problemIn(late)).type]).toEqual([409, '/problems/approval-expired'])
    expect(await expire(paymentId)).toMatchObject({ kind: 'accepted' })
    expect(await shown(paymentId)).toMatchObject({
      status: 'expired',
      endedBecause: 'Nobody approved it in time',
    })
    expect(await items<ApprovalShown>('/v1/approvals')).toMatchObject([{ state: 'expired' }])
    expect(await takeLarge()).not.toBe(paymentId)
    await app.makeCalls()
    expect(rail.instructions).toEqual([])
  })

  it('in a file waits too', async () => {
    const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'JPY', 'KWD', 'PLN', 'DKK', 'NOK']
    const approvalLimits = Object.fromEntries(currencies.map((currency) => [currency, '0']))
    app = await startPayments(rail, { approvalLimits })
    app.clock.time = Date.UTC(2026, 10, 25)
    const xml = generatePain001({ version: '09', transactions: 3, seed: 4 })
    expect((await app.sendFile(xml)).status).toBe(201)
    await app.makeCalls()
    const statuses = (await items<PaymentShown>('/v1/payments')).map(({ status }) => status)
    expect(statuses).toEqual(['awaiting-approval', 'awaiting-approval', 'awaiting-approval'])
    expect(rail.instructions).toEqual([])
  })
})

describe('a payment for later', () => {
  it('waits for its day to begin, in the zone that is set', async () => {
    const dueAt = async (zone: string, requestedExecutionDate: string) => {
      app = await startPayments(rail, { zone })
      return (await shown(await take({ requestedExecutionDate }))).dueAt
    }
    expect(await dueAt('UTC', '2026-07-01')).toBe('2026-07-01T00:00:00.000Z')
    expect(await dueAt('Europe/Berlin', '2026-07-01')).toBe('2026-06-30T22:00:00.000Z')
    expect(await dueAt('America/New_York', '2026-07-01')).toBe('2026-07-01T04:00:00.000Z')
    // It is noon in London, and the day has begun in Auckland.
    expect(await dueAt('Pacific/Auckland', '2026-01-02')).toBeUndefined()
  })

  it('is scheduled, and can be cancelled', async () => {
    const paymentId = await take({ scheduledFor: '2026-01-02T09:30:00+01:00' })
    expect(await shown(paymentId)).toMatchObject({
      status: 'scheduled',
      dueAt: '2026-01-02T08:30:00.000Z',
    })
    expect((await act(paymentId, 'cancel', { reason: 'Ordered twice' })).status).toBe(200)
    expect(await shown(paymentId)).toMatchObject({
      status: 'cancelled',
      endedBecause: 'Ordered twice',
    })
    await app.makeCalls()
    expect(rail.instructions).toEqual([])
  })

  it.each([
    [
      'scheduledFor',
      { scheduledFor: '2026-01-02T09:30:00Z', requestedExecutionDate: '2026-01-02' },
    ],
    ['holdUntil', { holdUntil: '2026-01-02T09:30:00Z' }],
    ['captureMode', { captureMode: 'sometimes' }],
  ])('says what is wrong: %s', async (field, wrong) => {
    const response = await app.send('operator', '/v1/payments', { ...order, ...wrong })
    const { fields } = await problemIn(response)
    expect([response.status, fields?.map((one) => one.field)]).toEqual([400, [`body/${field}`]])
  })

  it.each([
    ['for longer than money may be', '2026-03-01T00:00:00Z', /held for up to/],
    ['until an instant that has passed', '2020-03-01T00:00:00Z', /before its authorisation/],
  ])('is not held %s', async (_until, holdUntil, reason) => {
    const manual = { ...order, captureMode: 'manual', holdUntil }
    const response = await app.send('operator', '/v1/payments', manual)
    expect(await response.json()).toMatchObject({
      status: 'rejected',
      rejection: { code: 'DT01', reason: expect.stringMatching(reason) as string },
    })
  })
})

describe('held money', () => {
  const hold = () => take({ captureMode: 'manual' })

  it('is captured in parts, each with a submission of its own, and the rest given back', async () => {
    const paymentId = await hold()
    expect(await shown(paymentId)).toMatchObject({
      status: 'authorised',
      captureMode: 'manual',
      held: eur(10_000),
      holdExpiresAt: '2026-01-08T12:00:00.000Z',
    })
    const first = await act(paymentId, 'captures', { amount: eur(4_000) })
    expect([first.status, await first.json()]).toMatchObject([201, { number: 1 }])
    expect(
      await json(act(paymentId, 'captures', { amount: eur(2_500), final: true })),
    ).toMatchObject({ number: 2 })
    await app.makeCalls()
    expect(rail.instructions.map(({ submissionId, amount }) => [submissionId, amount])).toEqual([
      [submissionIdOf(paymentId, 1), eur(4_000)],
      [submissionIdOf(paymentId, 2), eur(2_500)],
    ])
    await settle(paymentId, 1)
    await settle(paymentId, 2)
    expect(await shown(paymentId)).toMatchObject({
      status: 'settled',
      held: eur(0),
      captured: eur(6_500),
      settled: eur(6_500),
    })
    const captures = await items<CaptureShown>(`/v1/payments/${paymentId}/captures`)
    expect(captures.map(({ status, amount }) => [status, amount])).toEqual([
      ['settled', eur(4_000)],
      ['settled', eur(2_500)],
    ])
  })

  it('is not captured above what is held, nor twice with one key', async () => {
    const paymentId = await hold()
    const much = await act(paymentId, 'captures', { amount: eur(10_001) })
    expect([much.status, await problemIn(much)]).toMatchObject([
      422,
      {
        type: '/problems/capture-exceeds-authorisation',
        detail: 'remaining: 10000',
        facts: { remaining: '10000' },
      },
    ])
    const key = { 'idempotency-key': 'capture-once' }
    const answers = [
      await act(paymentId, 'captures', { amount: eur(1_000) }, key),
      await act(paymentId, 'captures', { amount: eur(1_000) }, key),
    ]
    expect(await Promise.all(answers.map((one) => one.json()))).toMatchObject([
      { number: 1 },
      { number: 1 },
    ])
    expect((await shown(paymentId)).captured).toEqual(eur(1_000))
  })

  it('is not captured where it has changed since it was looked at', async () => {
    const paymentId = await hold()
    const { version } = await shown(paymentId)
    await act(paymentId, 'captures', { amount: eur(1) })
    const stale = await act(paymentId, 'captures', {}, { 'if-match': `"${version}"` })
    expect(stale.status).toBe(412)
  })

  it('is captured once by many who saw it alike at one moment', async () => {
    const paymentId = await hold()
    const { version } = await shown(paymentId)
    const one = (): Promise<Response> =>
      act(paymentId, 'captures', { amount: eur(1) }, { 'if-match': `"${version}"` })
    const answers = await Promise.all([one(), one(), one(), one()])
    const statuses = answers.map(({ status }) => status)
    expect(statuses.sort((one, other) => one - other)).toEqual([201, 412, 412, 412])
    expect((await shown(paymentId)).captured).toEqual(eur(1))
  })

  it('answers a capture alike that is repeated with what it was asked with, If-Match and all', async () => {
    const paymentId = await hold()
    const { version } = await shown(paymentId)
    const headers = { 'if-match': `"${version}"`, 'idempotency-key': 'answer-was-lost' }
    const first = await act(paymentId, 'captures', { amount: eur(1) }, headers)
    const again = await act(paymentId, 'captures', { amount: eur(1) }, headers)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(await again.json()).toEqual(await first.json())
    const other = await act(paymentId, 'captures', { amount: eur(2) }, headers)
    expect((await problemIn(other)).type).toBe('/problems/idempotency-key-reused')
    expect((await shown(paymentId)).captured).toEqual(eur(1))
  })

  it('is voided once', async () => {
    const paymentId = await hold()
    expect((await act(paymentId, 'void')).status).toBe(200)
    expect((await shown(paymentId)).status).toBe('voided')
    const again = await act(paymentId, 'void')
    expect([again.status, (await problemIn(again)).type]).toEqual([409, '/problems/nothing-held'])
  })
})

describe('a refund', () => {
  const paid = async () => {
    const paymentId = await take()
    await settle(paymentId)
    return paymentId
  }

  it('goes back the way that the money came, and names what it gives back', async () => {
    const paymentId = await paid()
    const asked = await act(paymentId, 'refunds', { amount: eur(4_000), reason: 'duplicate' })
    expect([asked.status, await asked.json()]).toMatchObject([201, { number: 2 }])
    expect((await shown(paymentId)).refunding).toEqual(eur(4_000))
    await app.makeCalls()
    expect(rail.instructions[1]).toEqual({
      submissionId: submissionIdOf(paymentId, 2),
      amount: eur(4_000),
      debtor: { name: 'Charles Babbage', account: { other: '000123456789' } },
      creditor: { name: 'Ada Lovelace', account: { iban: 'DE89370400440532013000' } },
      endToEndId: 'INVOICE-117',
      returnOf: { submissionId: submissionIdOf(paymentId, 1), railReference: 'RAIL-1' },
    })
    await settle(paymentId, 2)
    expect(await shown(paymentId)).toMatchObject({
      status: 'partially-refunded',
      refunding: eur(0),
      refunded: eur(4_000),
    })
    for (const path of [`/v1/payments/${paymentId}/refunds`, '/v1/refunds?status=settled'])
      expect(await items<RefundShown>(path)).toMatchObject([
        { paymentId, number: 2, status: 'settled', requestedBy: 'user:operator' },
      ])
  })

  it('that the rail rejects is shown to an operator, and may be asked for again', async () => {
    const paymentId = await paid()
    await act(paymentId, 'refunds', { reason: 'mistaken' })
    rail.submission = { kind: 'rejected', code: 'AC04', reason: 'Closed account' }
    await app.makeCalls()
    expect(await shown(paymentId)).toMatchObject({
      status: 'settled',
      refunding: eur(0),
      needsOperator: 'refund-rejected',
    })
    rail.submission = undefined
    await act(paymentId, 'refunds', { reason: 'mistaken' })
    await settle(paymentId, 3)
    expect((await shown(paymentId)).status).toBe('refunded')
  })

  it('is refused above what has settled, and for no reason that is known', async () => {
    const paymentId = await paid()
    const much = await act(paymentId, 'refunds', { amount: eur(10_001), reason: 'duplicate' })
    expect([much.status, (await problemIn(much)).type]).toEqual([
      422,
      '/problems/refund-exceeds-settled',
    ])
    expect((await act(paymentId, 'refunds', { reason: 'just-so' })).status).toBe(400)
    expect((await act(paymentId, 'refunds', { amount: eur(0), reason: 'duplicate' })).status).toBe(
      400,
    )
    const other = await take({ endToEndId: 'NOT-SETTLED' })
    expect((await act(other, 'refunds', { reason: 'duplicate' })).status).toBe(409)
  })
})

describe('a dispute', () => {
  it('comes from the rail, is answered with sealed evidence, and is decided', async () => {
    const paymentId = await take()
    await settle(paymentId)
    await tell(paymentId, 1, {
      dispute: 'opened',
      disputeReference: 'D-1',
      amount: eur(10_000),
      reasonCode: '4853',
      responseDue: '2026-01-15T00:00:00.000Z',
    })
    expect(await shown(paymentId)).toMatchObject({ status: 'disputed', disputed: eur(10_000) })
    const path = `disputes/1/evidence`
    expect((await act(paymentId, path, { text: 'Ada signed for the parcel' })).status).toBe(200)
    expect(await app.written()).not.toContain('signed for the parcel')
    const events = await app.send('viewer', `/v1/payments/${paymentId}/events`)
    expect(await events.text()).not.toContain('sealed.')
    expect(await items<DisputeShown>('/v1/disputes?status=open')).toMatchObject([
      { paymentId, number: 1, disputeReference: 'D-1', evidenceAt: '2026-01-01T12:00:00.000Z' },
    ])
    expect((await act(paymentId, 'disputes/1/outcome', { outcome: 'won' })).status).toBe(200)
    expect((await shown(paymentId)).status).toBe('settled')
    const late = await act(paymentId, 'disputes/1/outcome', { outcome: 'lost' })
    expect((await problemIn(late)).type).toBe('/problems/dispute-is-decided')
  })

  it('is opened by an operator too, and asked about when evidence is due', async () => {
    const paymentId = await take()
    await settle(paymentId)
    const body = { amount: eur(2_000), reasonCode: 'AC06' }
    expect(await json(act(paymentId, 'disputes', body))).toMatchObject({ number: 1 })
    expect((await act(paymentId, 'disputes/2/outcome', { outcome: 'won' })).status).toBe(404)
    expect((await act(crypto.randomUUID(), 'disputes/1/evidence', { text: 'x' })).status).toBe(404)
  })
})

describe('looking into a payment', () => {
  it('shows every attempt of every transfer', async () => {
    const paymentId = await take()
    rail.submission = { kind: 'not-sent', reason: 'connection-refused' }
    await app.makeCalls()
    rail.submission = undefined
    await act(paymentId, 'resume')
    await settle(paymentId)
    await act(paymentId, 'refunds', { reason: 'duplicate' })
    await app.makeCalls()
    const attempts = await items<AttemptShown>(`/v1/payments/${paymentId}/attempts`)
    expect(
      attempts.map(({ transfer, kind, attempt, outcome }) => [transfer, kind, attempt, outcome]),
    ).toEqual([
      [1, 'payment', 1, 'not-sent'],
      [1, 'payment', 2, 'settled'],
      [2, 'refund', 1, 'submitted'],
    ])
  })

  it('shows what banks and networks said, beside the state', async () => {
    const paymentId = await take()
    await app.makeCalls()
    await tell(paymentId, 1, { notice: 'acknowledged' })
    await tell(paymentId, 1, { notice: 'confirmed' })
    const at = '2026-01-01T12:00:00.000Z'
    expect(await shown(paymentId)).toMatchObject({
      status: 'submitted',
      acknowledgedAt: at,
      confirmedAt: at,
    })
  })

  it('shows the rails', async () => {
    expect(await items('/v1/rails')).toMatchObject([
      { rail: 'simulated', state: 'closed', refusesLateRequests: true },
    ])
  })

  it.each(['captures', 'refunds', 'disputes', 'attempts'])(
    'knows of no %s of a payment that is not there',
    async (children) => {
      const response = await app.send('viewer', `/v1/payments/${crypto.randomUUID()}/${children}`)
      expect(response.status).toBe(404)
    },
  )
})
