import { formatInstant } from '../../../kernel/clock.ts'
import type { CommandDefinition, DecisionContext } from '../../../kernel/decider.ts'
import type { DomainEvent } from '../../../kernel/message.ts'
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts'
import type { DeferSubmission, StartSubmission } from '../commands.ts'
import type { PaymentDecider } from '../payment-definition.ts'
import { transferOf, type Payment } from '../payment-parts.ts'
import { transferNumberOf } from '../transfers/transfer-events.ts'
import { countUse, isExceeded, type CountedUse } from './count-use.ts'
import { limitRead, limitStream, type LimitedSubject } from './limited-subject.ts'
import { limitRejection } from './rejection.ts'

/*
 * A rail's limit is met when a transfer is handed over, because only then is it known which rail it is:
 *
 *   due --> it fits: counted with SubmissionStarted, given back if the rail never moves it
 *       --> it will fit later: SubmissionDeferred, due again then
 *       --> it never fits: rejected
 *
 * Attempts of one transfer count once. Refunds bring money back, and count nowhere.
 */

type Step =
  | { readonly command: StartSubmission; readonly counted?: CountedUse }
  | { readonly command: DeferSubmission }

/** Hands over within the limits of the rail that the command names. */
export const startWithinLimits = <R extends Refusal>(
  decider: PaymentDecider<R>,
  start: CommandDefinition<StartSubmission, DomainEvent, R>,
  defer: CommandDefinition<DeferSubmission, DomainEvent, R>,
): CommandDefinition<StartSubmission, DomainEvent, R> => {
  const stepOf = (
    command: StartSubmission,
    [payment, rail]: readonly unknown[],
    context: DecisionContext,
  ): Step => nextStep(decider, command, payment as Payment, rail as LimitedSubject, context)
  return {
    type: 'StartSubmission',
    reads: (command) => [
      ...start.reads(command),
      ...(command.data.limited ? [limitRead(command.data.limited)] : []),
    ],
    readsThen: (command, states, context) => {
      if (!command.data.limited) return start.readsThen?.(command, states, context) ?? []
      const step = stepOf(command, states, context)
      return (
        (step.command.type === 'StartSubmission'
          ? start.readsThen?.(step.command, states, context)
          : defer.readsThen?.(step.command, states, context)) ?? []
      )
    },
    decide: (command, states, context) => {
      const { limited } = command.data
      if (!limited) return start.decide(command, states, context)
      const [payment, , ...others] = states
      const step = stepOf(command, states, context)
      if (step.command.type === 'DeferSubmission')
        return defer.decide(step.command, [payment, ...others], context)
      const decided = start.decide(step.command, [payment, ...others], context)
      if (isRefusal(decided) || !('counted' in step) || !step.counted) return decided
      const { events, counted } = step.counted
      return [
        ...decided.map((own, place) => ({
          ...own,
          events: place === 0 && counted ? own.events.map(withCounted(counted)) : own.events,
        })),
        { stream: limitStream(limited), events },
      ]
    },
  }
}

const withCounted =
  (counted: object) =>
  (event: DomainEvent): DomainEvent =>
    event.type === 'SubmissionStarted'
      ? { type: event.type, data: { ...(event.data as object), counted } }
      : event

const nextStep = <R extends Refusal>(
  decider: PaymentDecider<R>,
  command: StartSubmission,
  payment: Payment,
  rail: LimitedSubject,
  context: DecisionContext,
): Step => {
  const { paymentId, limited, rail: name, attempt } = command.data
  const number = transferNumberOf(command.data)
  const transfer = payment.status === 'none' ? undefined : transferOf(payment, number)
  if (payment.status === 'none' || !transfer || transfer.kind === 'refund' || !limited)
    return { command }
  if (payment.countedOnRail?.[number]?.subject === name) return { command }
  if (isRefusal(decider.decide(command, payment, context))) return { command }
  const asked = { paymentId, transfer: number, amount: transfer.amount, now: context.now }
  const counted = countUse(limited, rail, asked)
  if (!isExceeded(counted)) return { command, counted }
  const rejection = { ...limitRejection(counted), by: 'millrace' } as const
  const { freesAt } = counted
  const until = freesAt === undefined ? {} : { until: formatInstant(freesAt) }
  const data = { paymentId, transfer: number, attempt, rejection, ...until }
  return { command: { type: 'DeferSubmission', data } }
}
