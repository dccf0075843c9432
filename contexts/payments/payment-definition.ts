import {
  commandFor,
  type CommandDefinition,
  type Decider,
  type DecisionContext,
} from '../../kernel/decider.ts'
import type { DomainEvent } from '../../kernel/message.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { Beside } from './beside.ts'
import type { PaymentCommand } from './commands.ts'
import { mayFreeItsOrder, orderBeside } from './duplicates/freed-order.ts'
import type { PaymentEvent } from './events.ts'
import { fundsBeside } from './funding/funds-beside.ts'
import { limitsBeside, railLimitsBeside } from './limits/give-back.ts'
import type { KnownPayment, Payment } from './payment-parts.ts'
import { evolve } from './payment-state.ts'

/** Decides about payments; `payment.ts` has it. */
export type PaymentDecider<R extends Refusal> = Decider<Payment, PaymentCommand, PaymentEvent, R>

/**
 * A command about one payment. What the payment has claimed elsewhere when it was received (its reference, a part of a
 * limit, money of a guarded account) is given back or used up by the same command that ends it: never in between.
 */
export const paymentDefinition = <C extends PaymentCommand, R extends Refusal>(
  decider: PaymentDecider<R>,
  type: C['type'],
  streamOf: (paymentId: string) => string,
): CommandDefinition<C, DomainEvent, R> => {
  const own = commandFor<Payment, PaymentCommand, C, PaymentEvent, R>(decider, type, ({ data }) =>
    streamOf(data.paymentId),
  )
  const besideIn = (command: C, payment: Payment, context: DecisionContext): readonly Beside[] => {
    // Almost every command about almost every payment: nothing elsewhere can follow from it.
    if (payment.status === 'none' || !mayFollowElsewhere(payment)) return []
    const decided = decider.decide(command, payment, context)
    return isRefusal(decided) ? [] : besideOf(command.data.paymentId, payment, decided, context)
  }
  return {
    ...own,
    readsThen: (command, [state], context) =>
      besideIn(command, state as Payment, context).map(({ read }) => read),
    decide: (command, states, context) => {
      const decided = own.decide(command, states, context)
      if (isRefusal(decided)) return decided
      const [state, ...others] = states
      const beside = besideIn(command, state as Payment, context)
      return [
        ...decided,
        ...beside.map(({ read, events }, place) => ({
          stream: read.stream,
          events: events(others[place]),
        })),
      ]
    },
  }
}

const mayFollowElsewhere = (payment: KnownPayment): boolean =>
  mayFreeItsOrder(payment) ||
  payment.fundsReserved === true ||
  payment.counted !== undefined ||
  payment.countedOnRail !== undefined

const besideOf = (
  paymentId: string,
  before: KnownPayment,
  events: readonly PaymentEvent[],
  { now }: DecisionContext,
): readonly Beside[] => {
  const after = events.reduce<Payment>(
    (payment, event) => evolve(payment, { ...event, time: now }),
    before,
  ) as KnownPayment
  return [
    ...orderBeside(paymentId, after),
    ...limitsBeside(paymentId, before, after),
    ...railLimitsBeside(paymentId, before, after),
    ...fundsBeside(paymentId, before, after),
  ]
}
