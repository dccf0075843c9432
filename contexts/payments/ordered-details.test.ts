import { beforeEach, describe, expect, it } from 'vitest'
import { problemIn } from '../../testing/gateway.ts'
import { startPayments, type RunningPayments } from '../../testing/payments.ts'
import type { PaymentShown } from './contract.ts'
import type { PaymentRail, RailInstruction } from './ports.ts'

const lei = '529900T8BM49AURSDO55'
const uetr = '8a562c67-ca16-48ba-b074-65581be6f001'
const address = { streetName: 'St James’s Square', townName: 'London', country: 'GB' }
const said = {
  chargeBearer: 'SHAR',
  purpose: 'SUPP',
  uetr,
  ultimateDebtor: 'Lord Byron',
  ultimateCreditor: 'Analytical Engines Ltd',
  creditorReference: 'rf18 5390 0754 7034',
}
const order = {
  amount: { minorUnits: '10000', currency: 'USD' },
  debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000', lei },
  creditor: { name: 'Charles Babbage', account: '000123456789', address },
  endToEndId: 'INVOICE-117',
}

let instructions: RailInstruction[]
let app: RunningPayments

beforeEach(async () => {
  instructions = []
  const rail: PaymentRail = {
    submit: (instruction) => {
      instructions.push(instruction)
      return Promise.resolve({ kind: 'accepted', railReference: 'RAIL-1' })
    },
    status: () => Promise.resolve({ kind: 'not-found' }),
    cancel: () => Promise.resolve({ kind: 'not-found' }),
  }
  app = await startPayments(rail)
})

const send = (more: object) => app.send('operator', '/v1/payments', { ...order, ...more })
const take = async (more: object): Promise<string> => {
  const response = await send(more)
  expect(response.status).toBe(201)
  return ((await response.json()) as { paymentId: string }).paymentId
}
const shown = async (paymentId: string) =>
  (await (await app.send('viewer', `/v1/payments/${paymentId}`)).json()) as PaymentShown

describe('what an order says beyond the payment itself', () => {
  const details = {
    ultimateDebtor: 'Lord Byron',
    ultimateCreditor: 'Analytical Engines Ltd',
    creditorReference: 'RF18539007547034',
    debtorLei: lei,
    creditorAddress: 'St James’s Square, London, GB',
  }

  it('reaches the rail', async () => {
    await take(said)
    await app.makeCalls()
    expect(instructions).toMatchObject([
      {
        asked: { serviceLevel: 'cross-border', chargeBearer: 'SHAR', purpose: 'SUPP', uetr },
        details,
      },
    ])
  })

  it('is shown where it names nobody, and revealed where it does', async () => {
    const paymentId = await take(said)
    const payment = await shown(paymentId)
    expect(payment).toMatchObject({ chargeBearer: 'SHAR', purpose: 'SUPP', uetr })
    const reason = { reason: 'Asked by the payer' }
    const path = `/v1/payments/${paymentId}`
    expect(await (await app.send('compliance', `${path}/reveal`, reason)).json()).toMatchObject({
      creditor: { country: 'GB' },
      details,
    })
    const events = await (await app.send('viewer', `${path}/events`)).text()
    expect(events).not.toContain('sealed.')
    for (const text of [JSON.stringify(payment), events, await app.written()])
      for (const secret of Object.values(details)) expect(text).not.toContain(secret)
  })

  it('goes with the payer', async () => {
    const paymentId = await take(said)
    await app.tools.vault.erase((await shown(paymentId)).debtor.subject)
    const reason = { reason: 'Asked by the payer' }
    const revealed = await app.send('compliance', `/v1/payments/${paymentId}/reveal`, reason)
    expect(await revealed.json()).not.toHaveProperty('details')
  })

  it('makes no difference to an order that says nothing', async () => {
    const {
      chargeBearer,
      purpose,
      uetr: none,
    } = await shown(
      await take({
        debtor: { name: 'Ada', iban: order.debtor.iban },
        creditor: { name: 'C', account: '1' },
      }),
    )
    expect([chargeBearer, purpose, none]).toEqual([undefined, undefined, undefined])
    await app.makeCalls()
    expect(instructions[0]).not.toHaveProperty('asked')
    expect(instructions[0]).not.toHaveProperty('details')
  })

  it.each([
    [
      'debtor/lei',
      'lei-check-digits-wrong',
      { debtor: { ...order.debtor, lei: '529900T8BM49AURSDO56' } },
    ],
    ['uetr', 'uetr-not-version-4', { uetr: uetr.replace('-48ba-', '-18ba-') }],
    [
      'creditorReference',
      'creditor-reference-check-digits-wrong',
      { creditorReference: 'RF19539007547034' },
    ],
    [
      'creditor/address/country',
      'country-unknown',
      { creditor: { ...order.creditor, address: { ...address, country: 'XX' } } },
    ],
  ])('is refused with the name of the field: %s', async (field, reason, wrong) => {
    const response = await send({ ...said, ...wrong })
    expect([response.status, (await problemIn(response)).fields]).toEqual([
      400,
      [{ field: `body/${field}`, reason }],
    ])
  })

  it.each([
    ['purpose', { purpose: ' ' }],
    ['chargeBearer', { chargeBearer: 'OURS' }],
    ['creditor/address', { creditor: { ...order.creditor, address: {} } }],
    [
      'creditor/address/lines',
      { creditor: { ...order.creditor, address: { lines: Array(8).fill('x') } } },
    ],
  ])('has the bounds of its schema: %s', async (field, wrong) => {
    const response = await send({ ...said, ...wrong })
    const { fields } = await problemIn(response)
    expect([response.status, fields?.[0]?.field]).toEqual([400, `body/${field}`])
  })
})

describe('an address across borders', () => {
  const day = { requestedExecutionDate: '2026-12-01' }
  const to = (parts: object, currency = 'USD') => ({
    amount: { minorUnits: '10000', currency },
    creditor: { name: 'Charles Babbage', iban: 'GB29NWBK60161331926819', address: parts },
  })

  it.each([
    ['address-town-missing', { country: 'GB' }],
    ['address-country-missing', { townName: 'London' }],
    ['address-not-structured', { lines: ['12 St James’s Square', 'London'] }],
    ['address-lines-too-many', { ...address, lines: ['a', 'b', 'c'] }],
  ])('is refused once banks carry it no longer: %s', async (reason, parts) => {
    const response = await send({ ...day, ...to(parts) })
    expect([response.status, (await problemIn(response)).fields]).toEqual([
      400,
      [{ field: 'body/creditor/address', reason }],
    ])
    expect((await send({ ...to(parts), endToEndId: 'BEFORE' })).status).toBe(201)
  })

  it('may be as it likes within SEPA', async () => {
    expect((await send({ ...day, ...to({ lines: ['London'] }, 'EUR') })).status).toBe(201)
  })
})
