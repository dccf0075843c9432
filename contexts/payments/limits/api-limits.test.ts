import { beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../../../kernel/role.ts'
import { problemIn } from '../../../testing/gateway.ts'
import { generatePain001 } from '../../../testing/pain001.ts'
import { startPayments, type RunningPayments } from '../../../testing/payments.ts'
import type { PaymentShown } from '../contract.ts'
import type { PaymentRail, RailInstruction, RailSubmission } from '../ports.ts'
import type { LimitShown } from './contract.ts'

let answer: RailSubmission
const handedOver: RailInstruction[] = []
const rail: PaymentRail = {
  submit: async (instruction) => {
    handedOver.push(instruction)
    return answer
  },
  status: async () => ({ kind: 'not-found' }),
  cancel: async () => ({ kind: 'not-found' }),
}

const iban = 'DE89370400440532013000'
let app: RunningPayments
let next = 0
beforeEach(async () => {
  answer = { kind: 'accepted', railReference: 'RAIL-1' }
  handedOver.length = 0
  app = await startPayments(rail, { limitApproval: 'none' })
})

const eur = (minorUnits: number) => ({ minorUnits: String(minorUnits), currency: 'EUR' })
const pay = async (minorUnits: number, more: object = {}) => {
  const response = await app.send('operator', '/v1/payments', {
    amount: eur(minorUnits),
    debtor: { name: 'Ada Lovelace', iban },
    creditor: { name: 'Charles Babbage', account: '000123456789' },
    endToEndId: `INVOICE-${++next}`,
    ...more,
  })
  expect(response.status).toBe(201)
  return (await response.json()) as {
    paymentId: string
    status: string
    rejection?: { code: string; limit: object }
  }
}
const shown = async (paymentId: string, query = '') =>
  (await (await app.send('viewer', `/v1/payments/${paymentId}${query}`)).json()) as PaymentShown

const limitOf = (more: object = {}, role: Role = 'approver') =>
  app.send(role, '/v1/limits', {
    scope: 'payer',
    subject: iban,
    currency: 'EUR',
    amount: '1000',
    window: { per: 'day', zone: 'Europe/Berlin' },
    ...more,
  })
const setLimit = async (more: object = {}) => {
  const response = await limitOf(more)
  expect(response.status).toBe(201)
  return (await response.json()) as { limitId: string; position: string }
}
const listed = async (query = '') => {
  const response = await app.send('viewer', `/v1/limits${query}`)
  return ((await response.json()) as { items: LimitShown[] }).items
}
/** With another method than POST, as the gateway of tests knows it. */
const ask = (role: Role, method: string, path: string, body?: object) =>
  app.send(role, path, body, {}, method)

describe('a limit', () => {
  it('is set, used and shown with what is left and when it resets', async () => {
    const { limitId, position } = await setLimit({ count: 5, label: 'Daily' })
    const { status } = await pay(400)
    expect(status).toBe('validated')
    const [limit] = await listed(`?after=${position}`)
    expect(limit).toMatchObject({
      limitId,
      scope: 'payer',
      currency: 'EUR',
      amount: '1000',
      count: 5,
      label: 'Daily',
      window: { per: 'day', zone: 'Europe/Berlin' },
      used: { amount: '400', count: 1 },
      left: { amount: '600', count: 4 },
      resetsAt: '2026-01-01T23:00:00.000Z',
      byDefault: false,
    })
    expect(limit?.subject).toBe((await shown((await pay(1)).paymentId)).debtor.subject)
    expect(await app.written()).not.toContain(iban)
  })

  it('is of an IBAN however that is written, or of an account number of a country without', async () => {
    await setLimit({ subject: 'de89 3704 0044 0532 0130 00' })
    expect((await pay(1_001)).status).toBe('rejected')
    await setLimit({ subject: '12-345-678' })
    await setLimit({ subject: 'NO12345' })
    const debtor = { name: 'Ada Lovelace', account: '12-345-678' }
    expect((await pay(1_001, { debtor })).status).toBe('rejected')
  })

  it('rejects what is beyond it, naming itself, and says so again when asked again', async () => {
    const { limitId } = await setLimit()
    const beyond = await pay(1_001)
    expect(beyond).toMatchObject({
      status: 'rejected',
      rejection: { code: 'AM14', by: 'validation', limit: { limitId, left: '1000' } },
    })
    expect((await shown(beyond.paymentId)).rejection).toEqual(beyond.rejection)
  })

  it('rejects a transaction of a file by itself, and the others go on', async () => {
    const file = generatePain001({ version: '09', transactions: 4, seed: 7 })
    const xml = (typeof file === 'string' ? file : new TextDecoder().decode(file))
      .replaceAll(/(<InstdAmt Ccy="EUR">)[^<]+/g, '$15.00')
      .replaceAll(/<CtrlSum>[^<]+<\/CtrlSum>/g, '')
    const debtor = /<DbtrAcct><Id><IBAN>([^<]+)</.exec(xml)?.[1]
    await setLimit({ subject: debtor })
    const taken = (await (await app.sendFile(xml)).json()) as {
      accepted: number
      problems: readonly { code: string; transaction: number }[]
    }
    expect(taken.accepted).toBe(2)
    expect(taken.problems.map(({ code, transaction }) => [code, transaction])).toEqual([
      ['AM14', 3],
      ['AM14', 4],
    ])
  })

  it('is set, changed and removed by approvers and administrators, and by nobody else', async () => {
    for (const role of ['operator', 'service', 'viewer', 'compliance'] as const)
      expect((await limitOf({}, role)).status).toBe(403)
    expect((await limitOf({}, 'administrator')).status).toBe(201)
  })

  it.each([
    ['body/subject', { scope: 'rail', subject: 'No Rail' }],
    ['body/subject', { scope: 'rail', subject: 'simulatde' }],
    ['body/subject', { subject: 'DE89370400440532013001' }],
    ['body/subject', { subject: 'DE8937040044053201300' }],
    ['body/subject', { scope: 'account', subject: 'no account' }],
    ['body/subject', { scope: 'account', subject: 'DE89370400440532013000' }],
    ['body/subject', { scope: 'account', subject: 'de89370400440532013000' }],
    ['body/subject', { subject: 'x'.repeat(40) }],
    ['body', { amount: undefined }],
    ['body', { window: { per: 'rolling' } }],
    ['body', { window: { per: 'day', zone: 'Nowhere' } }],
    ['body/amount', { amount: '0' }],
    ['body/window/per', { window: { per: 'year' } }],
  ])('is refused where it means nothing, naming %s', async (field, more) => {
    const response = await limitOf(more)
    expect([response.status, (await problemIn(response)).fields?.[0]?.field]).toEqual([400, field])
  })

  it('has other bounds at once, and none once it is removed', async () => {
    const { limitId } = await setLimit()
    await pay(900)
    const changed = await ask('approver', 'PUT', `/v1/limits/${limitId}`, { amount: '950' })
    expect(changed.status).toBe(200)
    expect((await pay(51)).status).toBe('rejected')
    expect((await pay(50)).status).toBe('validated')
    const removed = await ask('approver', 'DELETE', `/v1/limits/${limitId}`)
    expect(removed.status).toBe(200)
    expect((await pay(5_000)).status).toBe('validated')
    expect(await listed()).toEqual([])
    expect((await app.send('viewer', `/v1/limits/${limitId}`)).status).toBe(404)
    expect((await ask('approver', 'DELETE', `/v1/limits/${limitId}`)).status).toBe(404)
  })

  it('costs those who have none nothing', async () => {
    await setLimit({ subject: 'DE02120300000000202051' })
    const before = (await app.tools.log.read(0, 1_000)).length
    await pay(5)
    const written = (await app.tools.log.read(before, 1_000)).map(({ type }) => type)
    expect(written).toEqual(['PaymentReceived', 'PaymentValidated'])
  })
})

describe('a default from the settings', () => {
  it('holds for each payer, and is shown once it was used', async () => {
    const window = { per: 'rolling', hours: 24 } as const
    app = await startPayments(rail, {
      defaultLimits: [{ scope: 'payer', currency: 'EUR', amount: '1000', window }],
    })
    expect((await pay(1_000)).status).toBe('validated')
    expect((await pay(1)).status).toBe('rejected')
    const other = { debtor: { name: 'Grace Hopper', account: '4711' } }
    expect((await pay(1_000, other)).status).toBe('validated')
    const limits = await listed()
    expect(limits).toHaveLength(2)
    expect(limits[0]).toMatchObject({ byDefault: true, setBy: 'settings', left: { amount: '0' } })
    const path = `/v1/limits/${limits[0]?.limitId}`
    expect((await ask('approver', 'DELETE', path)).status).toBe(409)
  })
})

describe("a rail's limit", () => {
  const onRail = { scope: 'rail', subject: 'simulated' }
  const railLimit = async () => (await listed('?scope=rail'))[0]

  it('lets what fits go, and has the rest wait until it fits', async () => {
    await setLimit(onRail)
    const [first, second] = [await pay(700), await pay(400)]
    await app.makeCalls()
    expect(handedOver).toHaveLength(1)
    expect((await shown(first.paymentId)).status).toBe('submitted')
    expect(await shown(second.paymentId)).toMatchObject({
      status: 'validated',
      waiting: 'rail-limit',
    })
    // The next day its timer asks for it again; here an operator does.
    app.clock.time += 12 * 3_600_000
    await app.send('operator', `/v1/payments/${second.paymentId}/resume`, undefined, {}, 'POST')
    await app.makeCalls()
    expect(handedOver).toHaveLength(2)
    expect((await shown(second.paymentId)).status).toBe('submitted')
    expect(await railLimit()).toMatchObject({ used: { amount: '400', count: 1 } })
  })

  it('rejects what never fits', async () => {
    await setLimit({ ...onRail, window: { per: 'payment' } })
    const { paymentId, status } = await pay(1_001)
    expect(status).toBe('validated')
    await app.makeCalls()
    expect(handedOver).toEqual([])
    expect(await shown(paymentId)).toMatchObject({
      status: 'rejected',
      rejection: { code: 'AM13', by: 'millrace' },
    })
  })

  it('counts a transfer once however often it is tried, and gives back what the rail rejects', async () => {
    await setLimit(onRail)
    answer = { kind: 'not-sent', reason: 'connection-refused' }
    const { paymentId } = await pay(700)
    await app.makeCalls()
    answer = { kind: 'not-sent', reason: 'connection-refused' }
    await app.send('operator', `/v1/payments/${paymentId}/resume`, undefined, {}, 'POST')
    await app.makeCalls()
    expect(handedOver).toHaveLength(2)
    expect(await railLimit()).toMatchObject({ used: { amount: '700', count: 1 } })
    answer = { kind: 'rejected', code: 'AC04', reason: 'Closed' }
    await app.send('operator', `/v1/payments/${paymentId}/resume`, undefined, {}, 'POST')
    await app.makeCalls()
    expect(await railLimit()).toMatchObject({ used: { amount: '0', count: 0 } })
  })
})
