import { describe, expect, it } from 'vitest'
import { startPayments } from '../../../testing/payments.ts'
import type { PaymentShown } from '../contract.ts'
import type { PaymentRail, RailSubmission } from '../ports.ts'
import type { AttemptShown } from '../transfers/contract.ts'

const rejected: RailSubmission = { kind: 'rejected', code: 'AM04', reason: 'No funds' }
const accepted: RailSubmission = { kind: 'accepted', railReference: 'RAIL-2' }

const railThat = (...answers: readonly RailSubmission[]) => {
  const submitted: string[] = []
  const rail: PaymentRail = {
    submit: ({ submissionId }) => {
      submitted.push(submissionId)
      return Promise.resolve(answers[submitted.length - 1] ?? accepted)
    },
    status: () => Promise.resolve({ kind: 'not-found' }),
    cancel: () => Promise.resolve({ kind: 'not-found' }),
  }
  return { rail, submitted }
}

const order = {
  amount: { minorUnits: '10000', currency: 'EUR' },
  debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
  creditor: { name: 'Charles Babbage', account: '000123456789' },
  endToEndId: 'INVOICE-117',
}

describe('a payment that is to be tried again', () => {
  const begin = async (more: object) => {
    const { rail, submitted } = railThat(rejected)
    const app = await startPayments(rail)
    const taken = await app.send('operator', '/v1/payments', { ...order, ...more })
    const { paymentId } = (await taken.json()) as { paymentId: string }
    await app.makeCalls()
    const read = async <Body>(path: string) =>
      (await (await app.send('viewer', path)).json()) as Body
    const shown = () => read<PaymentShown>(`/v1/payments/${paymentId}`)
    const attempts = async () =>
      (await read<{ items: AttemptShown[] }>(`/v1/payments/${paymentId}/attempts`)).items
    return { app, paymentId, submitted, shown, attempts }
  }

  it('says why it waits, what to do and when the next try is', async () => {
    const { app, paymentId, submitted, shown, attempts } = await begin({ retry: { triesMax: 1 } })
    const nextTryAt = new Date(app.clock.time + 86_400_000).toISOString()
    expect(await shown()).toMatchObject({
      status: 'awaiting-retry',
      waiting: 'AM04',
      recommendedAction: 'retry-after',
      nextTryAt,
    })
    expect(await shown()).not.toHaveProperty('rejection')
    expect(await attempts()).toMatchObject([
      {
        submissionId: `${paymentId}.1`,
        outcome: 'rejected',
        railCode: 'AM04',
        standardCode: 'insufficient-funds',
        recommendedAction: 'retry-after',
        nextTryAt,
      },
    ])
    const resumed = await app.send('operator', `/v1/payments/${paymentId}/resume`, {})
    expect(resumed.status).toBe(200)
    await app.makeCalls()
    expect(submitted).toEqual([`${paymentId}.1`, `${paymentId}.2`])
    expect(await shown()).toMatchObject({ status: 'submitted', railReference: 'RAIL-2' })
    expect(await shown()).not.toHaveProperty('nextTryAt')
    expect(await attempts()).toMatchObject([{ transfer: 1 }, { transfer: 2, kind: 'payment' }])
  })

  it('is rejected where nobody asked for it, and says what to do', async () => {
    const { shown } = await begin({})
    expect(await shown()).toMatchObject({
      status: 'rejected',
      recommendedAction: 'retry-after',
      rejection: { code: 'AM04', standardCode: 'insufficient-funds' },
    })
  })

  it.each([
    [{ retry: { triesMax: 6 } }],
    [{ retry: { triesMax: 1, withinHours: 241 } }],
    [{ retry: {} }],
    [{ retry: { triesMax: 1 }, captureMode: 'manual' }],
  ])('is not taken with %o', async (more) => {
    const app = await startPayments(railThat().rail)
    const { status } = await app.send('operator', '/v1/payments', { ...order, ...more })
    expect(status).toBe(400)
  })
})

describe('the table of errors over HTTP', () => {
  it('says what each code means', async () => {
    const app = await startPayments(railThat().rail)
    const answer = await app.send('viewer', '/v1/rails/errors')
    const { items } = (await answer.json()) as { items: { railCode: string }[] }
    expect(items.find(({ railCode }) => railCode === 'AC04')).toEqual({
      railCode: 'AC04',
      standardCode: 'account-closed',
      says: 'The account is closed',
      recommendedAction: 'ask-the-customer',
    })
    expect(items.some(({ railCode }) => railCode === 'BE..')).toBe(true)
  })
})
