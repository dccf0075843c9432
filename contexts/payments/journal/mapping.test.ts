import { describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../../../kernel/message.ts'
import { recorded } from '../../../testing/facts.ts'
import { amount, facts } from '../examples.ts'
import type { PaymentEvent } from '../events.ts'
import { paymentStream } from '../payment.ts'
import { bookedEvents, journalTransactionsOf, type Booked } from './mapping.ts'
import { unbalancedIn } from './transaction.ts'

/** What a payment leaves on an account in each layer, after these steps. */
const books = (...steps: readonly PaymentEvent[]) => {
  const sums: Record<string, string> = {}
  for (const event of recorded(steps as readonly Booked[], { stream: paymentStream('1') }))
    for (const { postings } of journalTransactionsOf(event)) {
      expect(unbalancedIn(postings)).toEqual([])
      for (const { account, amount, layer } of postings) {
        const place = `${account} ${layer}`
        sums[place] = (BigInt(sums[place] ?? '0') + BigInt(amount.minorUnits)).toString()
      }
    }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== '0'))
}

const { received, validated, started, notSent, becameUnknown, submitted, pending } = facts
const settledFrom = (from: 'validated' | 'submitting' | 'unknown'): PaymentEvent => ({
  ...facts.settled,
  data: { ...facts.settled.data, from },
})

describe('a payment in the books', () => {
  it('is under way as soon as it may be with the rail', () => {
    expect(books(received, validated)).toEqual({})
    const underWay = { 'payers pending': '-12345', 'clearing:simulated pending': '12345' }
    for (const steps of [[], [submitted], [submitted, pending], [becameUnknown]])
      expect(books(received, validated, started, ...steps)).toEqual(underWay)
  })

  it('is no longer under way once it certainly was not sent', () => {
    expect(books(started, notSent)).toEqual({})
    expect(books(started, notSent, started)).toEqual(books(started))
  })

  it('is posted once it is settled, from wherever it was, and nothing stays under way', () => {
    const posted = { 'payers posted': '-12345', 'clearing:simulated posted': '12345' }
    expect(books(started, submitted, pending, facts.settled)).toEqual(posted)
    expect(books(started, settledFrom('submitting'))).toEqual(posted)
    expect(books(started, becameUnknown, settledFrom('unknown'))).toEqual(posted)
    expect(books(started, notSent, settledFrom('validated'))).toEqual(posted)
  })

  it('leaves nothing when it is rejected, wherever it was', () => {
    expect(books(received, facts.notValid)).toEqual({})
    expect(books(started, submitted, pending, facts.rejectedByRail)).toEqual({})
    expect(books(started, becameUnknown, facts.rejectedByUs)).toEqual({})
  })

  it('is under way again when the rail has it although it seemed not sent', () => {
    const overtaken: PaymentEvent = { ...pending, data: { ...pending.data, from: 'validated' } }
    expect(books(started, notSent, overtaken)).toEqual(books(started))
    expect(books(started, notSent, overtaken, facts.settled)).toEqual({
      'payers posted': '-12345',
      'clearing:simulated posted': '12345',
    })
  })
})

describe('a held payment in the books', () => {
  const funded = { amount, fundingAccount: 'customer:1', rail: 'sepa' } as const
  const evidence = { source: 'callback' } as const
  const rejection = { code: 'AC04', reason: 'Closed account', by: 'rail' } as const
  const part = { ...funded, transfer: 2, leaves: 'pending', railReference: 'R' } as const
  const authorised: PaymentEvent = {
    type: 'PaymentAuthorised',
    data: { amount, fundingAccount: 'customer:1', expiresAt: '2026-01-08T12:00:00.000Z' },
  }
  const handed = (kind: 'capture' | 'refund'): PaymentEvent => ({
    type: 'SubmissionStarted',
    data: { ...facts.started.data, from: undefined, ...funded, transfer: 2, kind } as never,
  })
  const backAgain = (kind: 'capture' | 'refund'): PaymentEvent => ({
    type: 'SubmissionNotSent',
    data: { ...funded, transfer: 2, kind, attempt: 1, reason: 'connection-refused' },
  })
  const held = { 'customer:1 held': '-12345', 'holds held': '12345' }
  const captured: PaymentEvent = { type: 'CaptureSettled', data: { ...part, evidence } }
  const posted = { 'customer:1 posted': '-12345', 'clearing:sepa posted': '12345' }

  it('is held until it is given back', () => {
    expect(books(authorised)).toEqual(held)
    expect(books(authorised, { type: 'HoldExpired', data: funded })).toEqual({})
    const voided: PaymentEvent = { type: 'HoldVoided', data: { ...funded, because: 'asked' } }
    expect(books(authorised, voided)).toEqual({})
  })

  it('is under way when it is captured, held again when that was not sent or is rejected', () => {
    const underWay = { 'customer:1 pending': '-12345', 'clearing:sepa pending': '12345' }
    expect(books(authorised, handed('capture'))).toEqual(underWay)
    expect(books(authorised, handed('capture'), backAgain('capture'))).toEqual(held)
    const rejected = (heldAgain: boolean, leaves: 'pending' | 'waiting'): PaymentEvent => ({
      type: 'CaptureRejected',
      data: { ...part, leaves, rejection, heldAgain },
    })
    expect(books(authorised, handed('capture'), rejected(true, 'pending'))).toEqual(held)
    expect(books(authorised, handed('capture'), rejected(false, 'pending'))).toEqual({})
    expect(books(authorised, rejected(true, 'waiting'))).toEqual(held)
    expect(books(authorised, rejected(false, 'waiting'))).toEqual({})
  })

  it('is posted when a capture settles, and back when it is returned or refunded', () => {
    expect(books(authorised, handed('capture'), captured)).toEqual(posted)
    const unsent: PaymentEvent = { ...captured, data: { ...captured.data, leaves: 'waiting' } }
    expect(books(authorised, unsent)).toEqual(posted)
    const returned: PaymentEvent = {
      type: 'CaptureReturned',
      data: { ...part, leaves: 'settled', code: 'AC04', reason: 'Closed', evidence },
    }
    expect(books(authorised, handed('capture'), captured, returned)).toEqual({})
    const refunded: PaymentEvent = { type: 'RefundSettled', data: { ...part, evidence } }
    const before = [authorised, handed('capture'), captured] as const
    expect(books(...before, handed('refund'))).toEqual({
      ...posted,
      'customer:1 pending': '12345',
      'clearing:sepa pending': '-12345',
    })
    expect(books(...before, handed('refund'), backAgain('refund'))).toEqual(posted)
    expect(books(...before, handed('refund'), refunded)).toEqual({})
    const reversed: PaymentEvent = { ...returned, type: 'RefundReversed' }
    expect(books(...before, handed('refund'), refunded, reversed)).toEqual(posted)
  })

  it('is held on disputes until they are decided', () => {
    const dispute = { dispute: 1, amount, fundingAccount: 'customer:1' } as const
    const opened: PaymentEvent = {
      type: 'DisputeOpened',
      data: { ...dispute, reasonCode: 'fraud', openedBy: 'rail' },
    }
    const decided = (type: 'DisputeWon' | 'DisputeLost'): PaymentEvent => ({
      type,
      data: { ...dispute, decidedBy: 'rail' },
    })
    expect(books(opened)).toEqual({ 'disputes held': '-12345', 'customer:1 held': '12345' })
    expect(books(opened, decided('DisputeWon'))).toEqual({})
    expect(books(opened, decided('DisputeLost'))).toEqual({
      'disputes posted': '-12345',
      'customer:1 posted': '12345',
    })
  })
})

describe('a posted transaction', () => {
  it('is in the books as it was stated', () => {
    const data = {
      postings: [
        { account: 'a', amount: { minorUnits: '-5', currency: 'EUR' } },
        { account: 'b', amount: { minorUnits: '5', currency: 'EUR' } },
      ],
      effectiveDate: '2025-12-31',
      reference: 'FEE-1',
    }
    const [event] = recorded<Booked>([{ type: 'TransactionPosted', data }], {
      stream: 'transaction-7',
    })
    expect(event && journalTransactionsOf(event)).toEqual([
      {
        transactionId: '7',
        effectiveDate: '2025-12-31',
        reference: 'FEE-1',
        postings: data.postings.map((posting) => ({ ...posting, layer: 'posted' })),
      },
    ])
  })
})

it('every event with postings is one that the books ask for', () => {
  const withPostings = recorded(Object.values(facts) as readonly PaymentEvent[], {
    stream: paymentStream('1'),
  }).filter((event) => journalTransactionsOf(event as RecordedEvent<Booked>).length > 0)
  expect(withPostings.length).toBeGreaterThan(0)
  expect(bookedEvents).toEqual(expect.arrayContaining(withPostings.map(({ type }) => type)))
})
