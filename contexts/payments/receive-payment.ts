import type { CommandDefinition, DecisionContext, StreamRead } from '../../kernel/decider.ts'
import type { DomainEvent } from '../../kernel/message.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { IncomingPayment, ReceivePayment } from './commands.ts'
import {
  claimed,
  duplicateOf,
  orderReadsOf,
  referenceReadsOf,
  type DuplicateRefusal,
  type Order,
} from './duplicates/order.ts'
import type { PaymentEvent, PaymentEventData } from './events.ts'
import { fundingReadOf, reserveFunds, type FundingRefusal } from './funding/reserve-funds.ts'
import { withFunds } from './funding/with-funds.ts'
import type { Account } from './journal/account.ts'
import { countUse, isExceeded, type CountedUse, type Exceeded } from './limits/count-use.ts'
import { limitRead, limitStream, type LimitedSubject } from './limits/limited-subject.ts'
import { limitRejection } from './limits/rejection.ts'
import type { PaymentDecider } from './payment-definition.ts'
import { noPayment, type Payment } from './payment-parts.ts'

type ReceiveRefusal = DuplicateRefusal | FundingRefusal

/**
 * Receives a payment, and claims in the same append what it needs elsewhere: its reference, a part of each limit, money
 * of a guarded account. All of it or nothing, so what was allowed never sums to more than there is.
 *
 * The first payment under a reference is named after it, so its own stream shows whether there was one before.
 */
export const receivePayment = <R extends Refusal>(
  decider: PaymentDecider<R>,
  streamOf: (paymentId: string) => string,
): CommandDefinition<ReceivePayment, DomainEvent, R | ReceiveRefusal> => ({
  type: 'ReceivePayment',
  reads: ({ data }) => [
    { stream: streamOf(firstIdOf(data)), entity: decider, presumedNew: true },
    ...orderReadsOf(data),
    ...limitReadsOf(data),
    ...fundingReadOf(data),
  ],
  readsThen: ({ data }, [first]) =>
    isAnother(data, first as Payment) ? anotherReads(data, decider, streamOf) : [],
  decide: ({ type, data: asked }, states, context) => {
    const { limits, funding, another, ...known } = apart(asked, states)
    const duplicate = duplicateOf(asked, known, context)
    if (duplicate) return duplicate
    const data = another ? asked : { ...asked, paymentId: firstIdOf(asked) }
    const command = { type, data }
    const received = decider.decide(command, another ?? known.first, context)
    if (isRefusal(received)) return received
    const own = (events: readonly DomainEvent[]) => [{ stream: streamOf(data.paymentId), events }]
    // What is rejected on receipt claims nothing: its correction comes under the same reference.
    if (isRejected(received)) return own(received)
    const counted = countAll(data, limits, context)
    if ('limit' in counted) {
      const unfit = limitRejection(counted)
      const rejected = decider.decide({ ...command, data: { ...data, unfit } }, noPayment, context)
      return isRefusal(rejected) ? rejected : own(rejected)
    }
    const reserved = funding ? reserveFunds(data, funding) : 'open'
    if (isRefusal(reserved)) return reserved
    const isReserved = reserved !== 'open'
    const claims = claimsOf(data, counted, isReserved)
    const told = claims ? withFunds(noPayment, withClaims(received, claims), context) : received
    return [
      ...own(told),
      ...(another
        ? referenceReadsOf(data).map(({ stream }) => ({ stream, events: [claimed(data)] }))
        : []),
      ...counted.map(({ events }, place) => ({
        stream: limitReadsOf(data)[place]?.stream ?? '',
        events,
      })),
      ...fundingReadOf(data).map(({ stream }) => ({ stream, events: isReserved ? reserved : [] })),
    ]
  },
})

/** What is read of a payment that is not the first under its reference. */
export const anotherReads = <R extends Refusal>(
  data: IncomingPayment,
  decider: PaymentDecider<R>,
  streamOf: (paymentId: string) => string,
): readonly StreamRead[] => [
  ...referenceReadsOf(data),
  { stream: streamOf(data.paymentId), entity: decider },
]

const firstIdOf = ({ order, paymentId }: IncomingPayment): string => order?.firstId ?? paymentId

/** Whether there was a payment under its reference before, so that it is not the one that is named after it. */
const isAnother = ({ order }: IncomingPayment, first: Payment): boolean =>
  order !== undefined && first.status !== 'none'

/**
 * The payment that a command has received, by the streams that its outcome names. Where it is none that the command
 * would write to now, an older version took it, under an id of its own.
 */
export const receivedStream = (
  data: IncomingPayment,
  streamOf: (paymentId: string) => string,
  versions: Readonly<Record<string, number>>,
): string => {
  const known = [streamOf(data.paymentId), streamOf(firstIdOf(data))]
  const isOfPayment = (stream: string) => stream.startsWith(streamOf(''))
  const stream =
    known.find((one) => versions[one] !== undefined) ?? Object.keys(versions).find(isOfPayment)
  if (stream === undefined) throw new Error('a command that receives a payment wrote to none')
  return stream
}

const limitReadsOf = ({ limited = [] }: IncomingPayment): readonly StreamRead[] =>
  limited.map(limitRead)

/** The states, by what they are. */
const apart = (data: IncomingPayment, [own, ...others]: readonly unknown[]) => {
  const first = own as Payment
  const orders = orderReadsOf(data).length
  const limits = orders + limitReadsOf(data).length
  const funding = limits + fundingReadOf(data).length
  const further = isAnother(data, first) ? others.slice(funding) : []
  return {
    first,
    order: others.slice(0, orders)[0] as Order | undefined,
    limits: others.slice(orders, limits) as readonly LimitedSubject[],
    funding: others.slice(limits, funding)[0] as Account | undefined,
    reference: further[0] as Order | undefined,
    /** The payment that it is where there was one before. */
    another: further.at(-1) as Payment | undefined,
  }
}

const isRejected = (events: readonly PaymentEvent[]): boolean =>
  events.some(({ type }) => type === 'PaymentRejected')

/** Counted in every limit, or the first that it is beyond. */
const countAll = (
  { paymentId, payment, limited = [] }: IncomingPayment,
  states: readonly LimitedSubject[],
  { now }: DecisionContext,
): readonly CountedUse[] | Exceeded => {
  const all: CountedUse[] = []
  for (const [place, subject] of limited.entries()) {
    const state = states[place]
    if (!state) throw new Error(`${limitStream(subject)} was not read`)
    const counted = countUse(subject, state, { paymentId, amount: payment.amount, now })
    if (isExceeded(counted)) return counted
    all.push(counted)
  }
  return all
}

type Claims = Pick<
  PaymentEventData<'PaymentValidated'>,
  'counted' | 'fundingAccount' | 'fundsReserved'
>

/** What a payment has claimed elsewhere; undefined for nothing, as of almost all of them. */
const claimsOf = (
  { payment: { fundingAccount } }: IncomingPayment,
  uses: readonly CountedUse[],
  isReserved: boolean,
): Claims | undefined => {
  const counted = uses.flatMap((use) => use.counted ?? [])
  if (counted.length === 0 && !isReserved) return undefined
  return {
    ...(counted.length > 0 ? { counted } : {}),
    ...(isReserved && fundingAccount ? { fundingAccount, fundsReserved: 'kept' } : {}),
  }
}

/** The payment remembers what it claimed: it is given back by this. */
const withClaims = (events: readonly PaymentEvent[], claims: Claims): readonly PaymentEvent[] =>
  events.map((event) =>
    event.type === 'PaymentValidated'
      ? { type: event.type, data: { ...event.data, ...claims } }
      : event,
  )
