import { negate, type Money } from '../../../kernel/money.ts'
import type { PaymentStatus } from '../contract.ts'
import type { PaymentEvent } from '../events.ts'
import { clearingAccount, disputesAccount, holdsAccount, payersAccount } from './account-id.ts'
import type { Layer, Posting } from './transaction.ts'

/*
 * What each step of a payment means for the books. Every event says which state it leaves, and with it what stands in
 * `pending` or `held`: nothing has to be looked up, and what was put there is taken back exactly once.
 *
 *                          handed over           not sent              settled                     rejected
 *   automatic payment      pending               released              released, posted            released
 *   capture of a hold      pending, not held     released, held again  released, posted            released, held again
 *   refund, the other way  pending               released              released, posted            released
 *
 *   authorised: held on funding and `holds`; voided, expired: released
 *   returned, reversed: posted back
 *   dispute opened: held on `disputes`; won: released; lost: released, and posted
 *
 * `funding` is the account that the payment names, or else `payers`. Where it is guarded, the amount is held on it from
 * receipt until it settles or is given back, and nothing of it is pending.
 */

type Data<Name extends PaymentEvent['type']> = Extract<PaymentEvent, { type: Name }>['data']

/** The states in which the rail has the money of an automatic payment, or may have it. */
const underWay: ReadonlySet<PaymentStatus> = new Set([
  'submitting',
  'submitted',
  'pending',
  'unknown',
])

/** The postings of a payment's event; none for a step that moves nothing. */
export const paymentPostings = (event: PaymentEvent): readonly Posting[] => {
  const { type, data } = event
  const fromReserved = reservedPostings(event)
  if (fromReserved) return fromReserved
  switch (type) {
    case 'SubmissionStarted':
      return handedOver(data)
    case 'SubmissionNotSent':
      return notSent(data)
    case 'PaymentPending':
      // A callback may overtake our belief that it was not sent.
      return underWay.has(data.from) ? [] : put(outward(data), 'pending')
    case 'PaymentSettled':
      return [
        ...(underWay.has(data.from) ? released(outward(data), 'pending') : []),
        ...put(outward(data), 'posted'),
      ]
    case 'PaymentRejected':
    case 'SubmissionRejected':
      return underWay.has(data.from) ? released(outward(data), 'pending') : []
    case 'PaymentCancelled':
      // What a rail had was pending; what none had was not.
      return data.railReference === undefined ? [] : released(outward(data), 'pending')
    case 'PaymentReturned':
      return put(inward(data), 'posted')
    case 'PaymentAuthorised':
      return put(setAside(data), 'held')
    case 'HoldVoided':
    case 'HoldExpired':
      return released(setAside(data), 'held')
    case 'CapturePending':
      return data.leaves === 'waiting' ? handedOver({ ...data, kind: 'capture' }) : []
    case 'CaptureSettled':
      return [...captureLeft(data), ...put(outward(data), 'posted')]
    case 'CaptureRejected':
      return captureRejected(data)
    case 'CaptureReturned':
    case 'RefundReversed':
      return put(type === 'CaptureReturned' ? inward(data) : outward(data), 'posted')
    case 'RefundPending':
      return data.leaves === 'waiting' ? put(inward(data), 'pending') : []
    case 'RefundSettled':
      return [
        ...(data.leaves === 'waiting' ? [] : released(inward(data), 'pending')),
        ...put(inward(data), 'posted'),
      ]
    case 'RefundRejected':
      return data.leaves === 'waiting' ? [] : released(inward(data), 'pending')
    case 'DisputeOpened':
      return put(disputed(data), 'held')
    case 'DisputeWon':
      return released(disputed(data), 'held')
    case 'DisputeLost':
      return [...released(disputed(data), 'held'), ...put(disputed(data), 'posted')]
    default:
      return []
  }
}

/**
 * A guarded account's money is set aside from receipt on and stays so while it is under way: what leaves it is held,
 * then posted. Undefined where nobody set it aside, and for what comes back.
 */
const reservedPostings = ({ type, data }: PaymentEvent): readonly Posting[] | undefined => {
  if (!('fundsReserved' in data) || data.fundsReserved === undefined) return undefined
  if ('kind' in data && data.kind === 'refund') return undefined
  const isOver = data.fundsReserved === 'ended'
  switch (type) {
    case 'PaymentValidated':
      return put(setAside(data), 'held')
    case 'PaymentSettled':
    case 'CaptureSettled':
      return [...released(setAside(data), 'held'), ...put(outward(data), 'posted')]
    case 'PaymentRejected':
    case 'PaymentDenied':
    case 'ApprovalExpired':
    case 'PaymentCancelled':
    case 'HoldVoided':
    case 'HoldExpired':
    case 'CaptureRejected':
      return isOver ? released(setAside(data), 'held') : []
    case 'PaymentAuthorised':
    case 'SubmissionStarted':
    case 'SubmissionNotSent':
    case 'SubmissionRejected':
    case 'PaymentPending':
    case 'CapturePending':
      return []
    default:
      return undefined
  }
}

/** An amount on its way from one account to another. */
interface Way {
  readonly from: string
  readonly to: string
  readonly amount: Money
}

interface Funded {
  readonly amount: Money
  readonly fundingAccount?: string
}

const fundingOf = ({ fundingAccount = payersAccount }: Funded): string => fundingAccount

// What was never handed over names no rail, and moves nothing over one.
const outward = (data: Funded & { readonly rail?: string }): Way => ({
  from: fundingOf(data),
  to: clearingAccount(data.rail ?? 'none'),
  amount: data.amount,
})

const inward = (data: Funded & { readonly rail?: string }): Way => {
  const { from, to, amount } = outward(data)
  return { from: to, to: from, amount }
}

const setAside = (data: Funded): Way => ({
  from: fundingOf(data),
  to: holdsAccount,
  amount: data.amount,
})

const disputed = (data: Funded): Way => ({
  from: disputesAccount,
  to: fundingOf(data),
  amount: data.amount,
})

const put = ({ from, to, amount }: Way, layer: Layer): readonly Posting[] => [
  { account: from, amount: negate(amount), layer },
  { account: to, amount, layer },
]

const released = ({ from, to, amount }: Way, layer: Layer): readonly Posting[] => [
  { account: from, amount, layer, releases: true },
  { account: to, amount: negate(amount), layer, releases: true },
]

type Handing = Pick<Data<'SubmissionStarted'>, 'amount' | 'fundingAccount' | 'rail' | 'kind'>

const handedOver = (data: Handing): readonly Posting[] => {
  if (data.kind === 'refund') return put(inward(data), 'pending')
  const underHold = data.kind === 'capture' ? released(setAside(data), 'held') : []
  return [...underHold, ...put(outward(data), 'pending')]
}

const notSent = (data: Handing): readonly Posting[] => {
  if (data.kind === 'refund') return released(inward(data), 'pending')
  const underHold = data.kind === 'capture' ? put(setAside(data), 'held') : []
  return [...released(outward(data), 'pending'), ...underHold]
}

/** Where a capture's money stood: held still, if we believed that it was not sent. */
const captureLeft = (data: Data<'CaptureSettled' | 'CaptureRejected'>): readonly Posting[] =>
  data.leaves === 'waiting' ? released(setAside(data), 'held') : released(outward(data), 'pending')

const captureRejected = (data: Data<'CaptureRejected'>): readonly Posting[] => [
  ...captureLeft(data),
  ...(data.heldAgain ? put(setAside(data), 'held') : []),
]
