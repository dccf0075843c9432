import type {
  CommandDefinition,
  Decision,
  DecisionContext,
  StreamRead,
} from '../../kernel/decider.ts'
import type { DomainEvent } from '../../kernel/message.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { IncomingPayment, ReceivePayment } from './commands.ts'
import { paymentCommands, paymentDecider, paymentStream } from './payment.ts'
import { anotherReads } from './receive-payment.ts'

/** What became of one payment among those that are received together. */
export interface ReceivedPayment {
  readonly incoming: IncomingPayment
  readonly decided: Decision | Refusal
}

const definition: CommandDefinition<ReceivePayment, DomainEvent, Refusal> =
  paymentCommands.ReceivePayment

const commandOf = (data: IncomingPayment): ReceivePayment => ({ type: 'ReceivePayment', data })

/** All streams that any of the payments looks at, each once. */
export const readsTogether = (payments: readonly IncomingPayment[]): readonly StreamRead[] =>
  eachOnce(payments.flatMap((incoming) => definition.reads(commandOf(incoming))))

/** Those that turn out to matter, once the states of `readsTogether` are known; the same order twice among them, too. */
export const readsTogetherThen = (
  payments: readonly IncomingPayment[],
  states: readonly unknown[],
  context: DecisionContext,
): readonly StreamRead[] => {
  const reads = readsTogether(payments)
  const current = new Map(reads.map(({ stream }, place) => [stream, states[place]]))
  const met = new Set<string>()
  return eachOnce(
    payments.flatMap((incoming) => {
      const { order } = incoming
      const isRepeated = order !== undefined && met.has(order.firstId)
      if (order) met.add(order.firstId)
      return isRepeated
        ? anotherReads(incoming, paymentDecider, paymentStream)
        : furtherOf(commandOf(incoming), current, context)
    }),
  )
}

const eachOnce = (reads: readonly StreamRead[]): readonly StreamRead[] => [
  ...new Map(reads.map((read) => [read.stream, read])).values(),
]

/** What a payment looks at in the end, in the order in which it is decided on. */
const readsOf = (
  command: ReceivePayment,
  current: ReadonlyMap<string, unknown>,
  context: DecisionContext,
): readonly StreamRead[] => [...definition.reads(command), ...furtherOf(command, current, context)]

const furtherOf = (
  command: ReceivePayment,
  current: ReadonlyMap<string, unknown>,
  context: DecisionContext,
): readonly StreamRead[] =>
  definition.readsThen?.(
    command,
    definition.reads(command).map(({ stream }) => current.get(stream)),
    context,
  ) ?? []

/**
 * Decides each payment as if it had come alone, after those before it: what they leave of a stream that they
 * share is what it is decided on. `states` come in the order of `readsTogether`, then of `readsTogetherThen`.
 */
export const receiveTogether = (
  payments: readonly IncomingPayment[],
  states: readonly unknown[],
  context: DecisionContext,
): readonly ReceivedPayment[] => {
  const first = readsTogether(payments)
  const reads = [...first, ...readsTogetherThen(payments, states.slice(0, first.length), context)]
  const entities = new Map(reads.map(({ stream, entity }) => [stream, entity]))
  const current = new Map(reads.map(({ stream }, place) => [stream, states[place]]))
  return payments.map((incoming) => {
    const command = commandOf(incoming)
    const own = readsOf(command, current, context).map(({ stream }) => current.get(stream))
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
