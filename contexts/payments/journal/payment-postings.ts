import { negate, type Money } from '../../../kernel/money.ts'
import type { PaymentStatus } from '../contract.ts'
import type { PaymentEvent } from '../events.ts'
import { clearingAccount, payersAccount } from './account-id.ts'
import type { Layer, Posting } from './transaction.ts'

/*
 * What each step of a payment means for the books. Every event says which state it leaves, and with it what of the
 * payment stands in `pending`: nothing has to be looked up, and what was put there is taken back exactly once.
 *
 *   handing over begins     pending   payers -> clearing
 *   certainly not sent      released
 *   settled                 released, and posted
 *   rejected                released
 */

/** The states in which the rail has the money, or may have it. */
const underWay: ReadonlySet<PaymentStatus> = new Set([
  'submitting',
  'submitted',
  'pending',
  'unknown',
])

/** The postings of a payment's event; none for a step that moves nothing. */
export const paymentPostings = ({ type, data }: PaymentEvent): readonly Posting[] => {
  switch (type) {
    case 'SubmissionStarted':
      return transfer(data.amount, 'pending')
    case 'SubmissionNotSent':
      return released(data.amount)
    case 'PaymentPending':
      // A callback may overtake our belief that it was not sent.
      return underWay.has(data.from) ? [] : transfer(data.amount, 'pending')
    case 'PaymentSettled':
      return [
        ...(underWay.has(data.from) ? released(data.amount) : []),
        ...transfer(data.amount, 'posted'),
      ]
    case 'PaymentRejected':
      return underWay.has(data.from) ? released(data.amount) : []
    default:
      return []
  }
}

const rail = 'simulated'

const transfer = (amount: Money, layer: Layer): readonly Posting[] => [
  { account: payersAccount, amount: negate(amount), layer },
  { account: clearingAccount(rail), amount, layer },
]

const released = (amount: Money): readonly Posting[] => [
  { account: payersAccount, amount, layer: 'pending', releases: true },
  { account: clearingAccount(rail), amount: negate(amount), layer: 'pending', releases: true },
]
