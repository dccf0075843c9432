import { formatInstant } from '../../../kernel/clock.ts'
import type { CommandDefinition, DecisionContext } from '../../../kernel/decider.ts'
import type { DomainEvent } from '../../../kernel/message.ts'
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts'
import type { PaymentDecider } from '../payment-definition.ts'
import { transferOf, type KnownPayment, type Payment } from '../payment-parts.ts'
import type { DeferSubmission, StartSubmission } from '../transfers/commands.ts'
import { transferNumberOf } from '../transfers/transfer-events.ts'
import type { Transfer } from '../transfers/transfer.ts'
import { countUse, isExceeded, type CountedUse, type Exceeded, type Limited } from './count-use.ts'
import { limitRead, limitStream, type LimitedSubject } from './limited-subject.ts'
import { limitRejection } from './rejection.ts'
import type { Subject } from './terms.ts'

/*
 * A rail's limit is met when a transfer is handed over, because only then is it known which rail it is:
 *
 *   due --> a rail takes it that has room: counted with SubmissionStarted, given back if that rail never moves it
 *       --> none has room now, and one will: SubmissionDeferred, due again then
 *       --> none ever has: rejected
 *
 * Attempts of one transfer over one rail count once. Refunds bring money back, and count nowhere.
 */

type Step =
  | {
      readonly command: StartSubmission
      readonly counted?: CountedUse & Subject
    }
  | { readonly command: DeferSubmission }

/** Hands over within the limits of the rails that the command names. */
export const startWithinLimits = <R extends Refusal>(
  decider: PaymentDecider<R>,
  start: CommandDefinition<StartSubmission, DomainEvent, R>,
  defer: CommandDefinition<DeferSubmission, DomainEvent, R>,
): CommandDefinition<StartSubmission, DomainEvent, R> => ({
  type: 'StartSubmission',
  reads: (command) => [...start.reads(command), ...(command.data.limited ?? []).map(limitRead)],
  readsThen: (command, states, context) => {
    if (!command.data.limited) return start.readsThen?.(command, states, context) ?? []
    const step = nextStep(decider, command, states, context)
    return (
      (step.command.type === 'StartSubmission'
        ? start.readsThen?.(step.command, states, context)
        : defer.readsThen?.(step.command, states, context)) ?? []
    )
  },
  decide: (command, states, context) => {
    const { limited } = command.data
    if (!limited) return start.decide(command, states, context)
    const step = nextStep(decider, command, states, context)
    const rest = [states[0], ...states.slice(1 + limited.length)]
    if (step.command.type === 'DeferSubmission') return defer.decide(step.command, rest, context)
    const decided = start.decide(step.command, rest, context)
    if (isRefusal(decided) || !('counted' in step) || !step.counted) return decided
    const { events, counted } = step.counted
    return [
      ...decided.map((own, place) => ({
        ...own,
        events: place === 0 && counted ? own.events.map(withCounted(counted)) : own.events,
      })),
      { stream: limitStream(step.counted), events },
    ]
  },
})

const withCounted =
  (counted: object) =>
  (event: DomainEvent): DomainEvent =>
    event.type === 'SubmissionStarted'
      ? { type: event.type, data: { ...(event.data as object), counted } }
      : event

const nextStep = <R extends Refusal>(
  decider: PaymentDecider<R>,
  command: StartSubmission,
  [state, ...others]: readonly unknown[],
  context: DecisionContext,
): Step => {
  const payment = state as Payment
  const number = transferNumberOf(command.data)
  const transfer = payment.status === 'none' ? undefined : transferOf(payment, number)
  if (payment.status === 'none' || !transfer || transfer.kind === 'refund') return { command }
  if (isRefusal(decider.decide(command, payment, context))) return { command }
  const found = usesOf(command, payment, transfer, others as readonly LimitedSubject[], context)
  const beyond = found.filter(isExceededRail).map(({ use }) => use)
  const narrowed = without(command, new Set(beyond.map(({ subject }) => subject)))
  const rail = narrowed && railChosen(decider, narrowed, payment, context)
  if (!narrowed || rail === undefined)
    return beyond.length > 0 ? deferred(command, beyond) : { command }
  const use = found.find((one) => one.rail === rail)?.use
  return use && !isExceeded(use)
    ? { command: narrowed, counted: { ...use, scope: 'rail', subject: rail } }
    : { command: narrowed }
}

interface RailUse {
  readonly rail: string
  readonly use: CountedUse | Exceeded
}

const isExceededRail = (one: RailUse): one is { rail: string; use: Exceeded } => isExceeded(one.use)

/** What the transfer would use of each rail's limits. One that it counts on already has room for it. */
const usesOf = (
  { data: { paymentId, limited = [] } }: StartSubmission,
  payment: KnownPayment,
  { number, amount }: Transfer,
  states: readonly LimitedSubject[],
  { now }: DecisionContext,
): readonly RailUse[] =>
  limited.flatMap((subject: Limited, place) => {
    const state = states[place]
    if (!state || payment.countedOnRail?.[number]?.subject === subject.subject) return []
    const asked = { paymentId, transfer: number, amount, now }
    return [{ rail: subject.subject, use: countUse(subject, state, asked) }]
  })

/** The same with the rails marked that have no room; undefined where the only one has none. */
const without = (
  command: StartSubmission,
  full: ReadonlySet<string>,
): StartSubmission | undefined => {
  const { routing, rail } = command.data
  if (!routing) return rail !== undefined && full.has(rail) ? undefined : command
  // It stays among those that are named, so that it is told why it was passed over.
  const offers = routing.offers.map((offer) =>
    full.has(offer.rail) ? ({ ...offer, isFull: true } as const) : offer,
  )
  return { ...command, data: { ...command.data, routing: { ...routing, offers } } }
}

const railChosen = <R extends Refusal>(
  decider: PaymentDecider<R>,
  command: StartSubmission,
  payment: KnownPayment,
  context: DecisionContext,
): string | undefined => {
  const decided = decider.decide(command, payment, context)
  if (isRefusal(decided)) return undefined
  const started = decided.find(({ type }) => type === 'SubmissionStarted')
  return started?.type === 'SubmissionStarted' ? started.data.rail : undefined
}

/** Until one of them has room; what none ever has room for is rejected. */
const deferred = ({ data }: StartSubmission, beyond: readonly Exceeded[]): Step => {
  const { paymentId, transfer, attempt } = data
  const [first] = beyond
  if (!first) throw new Error('a transfer waits for rails that have no room')
  const opening = beyond.flatMap(({ freesAt }) => freesAt ?? [])
  return {
    command: {
      type: 'DeferSubmission',
      data: {
        paymentId,
        ...(transfer === undefined ? {} : { transfer }),
        attempt,
        rejection: { ...limitRejection(first), by: 'millrace' },
        rails: beyond.map(({ subject }) => subject),
        ...(opening.length > 0 ? { until: formatInstant(Math.min(...opening)) } : {}),
      },
    },
  }
}
