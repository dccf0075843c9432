import type {
  CommandDefinition,
  Decision,
  DecisionContext,
  StreamRead,
} from '../../kernel/decider.ts'
import type { DomainEvent } from '../../kernel/message.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { IncomingPayment, ReceivePayment } from './commands.ts'
import { paymentCommands } from './payment.ts'

/** What became of one payment among those that are received together. */
export interface ReceivedPayment {
  readonly incoming: IncomingPayment
  readonly decided: Decision | Refusal
}

const definition: CommandDefinition<ReceivePayment, DomainEvent, Refusal> =
  paymentCommands.ReceivePayment

const commandOf = (data: IncomingPayment): ReceivePayment => ({ type: 'ReceivePayment', data })

/** All streams that any of the payments looks at, each once. */
export const readsTogether = (payments: readonly IncomingPayment[]): readonly StreamRead[] => [
  ...new Map(
    payments
      .flatMap((incoming) => definition.reads(commandOf(incoming)))
      .map((read) => [read.stream, read]),
  ).values(),
]

/**
 * Decides each payment as if it had come alone, after those before it: what they leave of a stream that they
 * share is what it is decided on. `states` come in the order of `readsTogether`.
 */
export const receiveTogether = (
  payments: readonly IncomingPayment[],
  states: readonly unknown[],
  context: DecisionContext,
): readonly ReceivedPayment[] => {
  const reads = readsTogether(payments)
  const entities = new Map(reads.map(({ stream, entity }) => [stream, entity]))
  const current = new Map(reads.map(({ stream }, place) => [stream, states[place]]))
  return payments.map((incoming) => {
    const command = commandOf(incoming)
    const own = definition.reads(command).map(({ stream }) => current.get(stream))
    const decided = definition.decide(command, own, context)
    if (!isRefusal(decided))
      for (const { stream, events } of decided)
        for (const event of events)
          current.set(
            stream,
            entities.get(stream)?.evolve(current.get(stream), { ...event, time: context.now }),
          )
    return { incoming, decided }
  })
}
