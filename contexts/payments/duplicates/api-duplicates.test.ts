import { beforeEach, describe, expect, it } from 'vitest'
import { problemIn } from '../../../testing/gateway.ts'
import { generatePain001 } from '../../../testing/pain001.ts'
import { startPayments, type RunningPayments } from '../../../testing/payments.ts'
import type { PaymentRail } from '../ports.ts'
import { accountIndex } from '../sealing.ts'

const rail: PaymentRail = {
  submit: async () => ({ kind: 'accepted', railReference: 'RAIL-1' }),
  status: async () => ({ kind: 'not-found' }),
  cancel: async () => ({ kind: 'not-found' }),
}

const order = {
  amount: { minorUnits: '12345', currency: 'EUR' },
  debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
  creditor: { name: 'Charles Babbage', account: '000123456789' },
  endToEndId: 'INVOICE-117',
}

let app: RunningPayments
beforeEach(async () => {
  app = await startPayments(rail)
})

interface Taken {
  readonly paymentId: string
  readonly status: string
  readonly isDuplicate?: true
}

const pay = async (more: object = {}, headers: Record<string, string> = {}) => {
  const answer = await app.send('operator', '/v1/payments', { ...order, ...more }, headers)
  return { status: answer.status, body: (await answer.json()) as Taken }
}
const count = async () => {
  const events = await app.tools.log.read(0, 10_000)
  return events.filter(({ type }) => type === 'PaymentReceived').length
}

describe('an order that was received before', () => {
  it('is answered with the original as it stands now, and makes no second payment', async () => {
    const first = await pay()
    await app.makeCalls()
    const { paymentId } = first.body
    // The account is the same one, however it is written.
    const again = { debtor: { name: 'A. Lovelace', iban: 'DE89 3704 0044 0532 0130 00' } }
    expect(await pay(again)).toMatchObject({
      status: 200,
      body: { paymentId, status: 'submitted', isDuplicate: true },
    })
    expect(first).toMatchObject({ status: 201, body: { status: 'validated' } })
    expect(first.body.isDuplicate).toBeUndefined()
    expect(await count()).toBe(1)
  })

  it('is answered so again when that answer is asked for again', async () => {
    const { body } = await pay()
    const key = { 'idempotency-key': 'later' }
    const once = await pay({}, key)
    expect(await pay({}, key)).toEqual(once)
    expect(once).toMatchObject({ status: 200, body: { paymentId: body.paymentId } })
  })

  it('is refused where it contradicts the original, naming the field', async () => {
    const { body } = await pay()
    const answer = await app.send('operator', '/v1/payments', {
      ...order,
      amount: { minorUnits: '1', currency: 'EUR' },
      creditor: { name: 'Charles Babbage', account: '999' },
    })
    expect(answer.status).toBe(422)
    expect(await problemIn(answer)).toMatchObject({
      type: '/problems/duplicate-differs',
      duplicateOf: body.paymentId,
      fields: [
        { field: 'body/amount', reason: 'differs-from-original' },
        { field: 'body/creditor', reason: 'differs-from-original' },
      ],
    })
  })

  it('is another one for another account, without a reference, and after its days', async () => {
    const ids = [
      await pay(),
      await pay({ debtor: { name: 'Ada Lovelace', account: '4711' } }),
      await pay({ endToEndId: 'NOTPROVIDED' }),
      await pay({ endToEndId: 'NOTPROVIDED' }),
    ]
    app.clock.time += 30 * 86_400_000
    ids.push(await pay())
    expect(ids.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    expect(new Set(ids.map(({ body }) => body.paymentId)).size).toBe(5)
  })

  it('may be corrected where it was rejected on receipt, or cancelled before its day', async () => {
    const rejected = await pay({ requestedExecutionDate: '2028-01-01' })
    expect(rejected).toMatchObject({ status: 201, body: { status: 'rejected' } })
    const later = await pay({ requestedExecutionDate: '2026-02-01' })
    expect(later).toMatchObject({ status: 201, body: { status: 'scheduled' } })
    await app.send('operator', `/v1/payments/${later.body.paymentId}/cancel`, {})
    const amount = { minorUnits: '54321', currency: 'EUR' }
    expect(await pay({ amount })).toMatchObject({ status: 201, body: { status: 'validated' } })
  })

  it('is one payment, however many send it at the same instant', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => pay()))
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(all.filter(({ status }) => status === 200)).toHaveLength(11)
    expect(new Set(all.map(({ body }) => body.paymentId)).size).toBe(1)
    expect(await count()).toBe(1)
  })

  it('may come a third time once the second was cancelled, each under an id of its own', async () => {
    const later = { requestedExecutionDate: '2026-02-01' }
    const taken: string[] = []
    for (let time = 0; time < 3; time++) {
      const key = { 'idempotency-key': `order-${time}` }
      const { status, body } = await pay(later, key)
      expect([status, body.status]).toEqual([201, 'scheduled'])
      expect(await pay(later, key)).toEqual({ status, body })
      expect(await pay(later)).toMatchObject({ status: 200, body: { paymentId: body.paymentId } })
      taken.push(body.paymentId)
      await app.send('operator', `/v1/payments/${body.paymentId}/cancel`, {})
    }
    expect(new Set(taken).size).toBe(3)
  })

  it('is known where its claim was kept apart from its payment, as it was once', async () => {
    const { body } = await pay({ endToEndId: 'NOTPROVIDED' })
    const { log, vault, ids, clock } = app.tools
    const payer = accountIndex(vault, order.debtor.iban)
    const payee = accountIndex(vault, order.creditor.account)
    const stream = `order-${vault.blindIndex('order', `${payer} ${order.endToEndId}`)}`
    const commandId = ids.next()
    await app.store.append({
      commandId,
      fingerprint: 'claim',
      onOtherContent: 'refuse',
      origin: {
        actor: 'system',
        correlationId: commandId,
        causationId: commandId,
        traceparent: '',
      },
      time: clock.now(),
      reads: [{ stream, version: 0 }],
      events: [
        {
          stream,
          id: ids.next(),
          type: 'OrderClaimed',
          schemaVersion: 1,
          data: {
            paymentId: body.paymentId,
            amount: order.amount,
            creditorAccountIndex: payee,
          },
        },
      ],
      outcome: { kind: 'accepted', versions: { [stream]: 1 } },
    })
    expect(await log.hasStreamsOf('order')).toBe(true)
    expect(await pay()).toMatchObject({ status: 200, body: { paymentId: body.paymentId } })
    expect((await pay({ amount: { minorUnits: '1', currency: 'EUR' } })).status).toBe(422)
    app.clock.time += 30 * 86_400_000
    const again = await pay()
    expect(again.status).toBe(201)
    expect(await pay()).toMatchObject({
      status: 200,
      body: { paymentId: again.body.paymentId },
    })
  })

  it('is a payment of its own where the setting says so', async () => {
    app = await startPayments(rail, { duplicateDays: 0 })
    expect([(await pay()).status, (await pay()).status]).toEqual([201, 201])
  })
})

describe('a transaction that was received before', () => {
  interface Taken {
    readonly accepted: number
    readonly rejected: number
    readonly problems: readonly { code: string; reason: string; transaction: number }[]
    readonly fileId: string
  }
  const file = generatePain001({ version: '09', transactions: 3, seed: 7 })
  const text = (xml: string | Uint8Array) =>
    typeof xml === 'string' ? xml : new TextDecoder().decode(xml)
  const send = async (xml: string): Promise<Taken> =>
    (await (await app.sendFile(xml)).json()) as Taken

  it('is rejected by itself in another file, naming the original, and the others go on', async () => {
    expect(await send(text(file))).toMatchObject({ accepted: 3, rejected: 0 })
    const [, second] = [...text(file).matchAll(/<EndToEndId>([^<]+)</g)].map(([, id]) => id)
    const other = text(file)
      .replace(/<MsgId>[^<]+</, '<MsgId>ANOTHER-MESSAGE<')
      .replaceAll(/<EndToEndId>([^<]+)</g, (_, id: string) =>
        id === second ? `<EndToEndId>${id}<` : `<EndToEndId>${id}-X<`,
      )
    const taken = await send(other)
    expect(taken).toMatchObject({ accepted: 2, rejected: 1 })
    const original = await originalOf(second ?? '')
    expect(taken.problems).toMatchObject([
      { code: 'AM05', transaction: 2, reason: `Duplicate of payment ${original}` },
    ])
    await app.makeCalls()
    const report = await app.send('viewer', `/v1/payment-files/${taken.fileId}/status-report`)
    const xml = await report.text()
    expect(xml.match(/<Cd>AM05<\/Cd>/g)).toHaveLength(1)
    expect(xml).toContain(`<OrgnlEndToEndId>${second}</OrgnlEndToEndId>`)
  })

  const originalOf = async (endToEndId: string): Promise<string> => {
    const answer = await app.send('viewer', `/v1/payments?endToEndId=${endToEndId}`)
    const { items } = (await answer.json()) as { items: { paymentId: string }[] }
    expect(items).toHaveLength(1)
    return items[0]?.paymentId ?? ''
  }
})
