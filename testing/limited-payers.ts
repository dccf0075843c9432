import { nodeIds } from '../adapters/node/ids.ts'
import { events } from '../contexts/payments/events.ts'
import type { IncomingPayment } from '../contexts/payments/commands.ts'
import { newPayment } from '../contexts/payments/examples.ts'
import { setLimit, type SetLimit } from '../contexts/payments/limits/set-limit.ts'
import { paymentCommands, paymentIdOfStream, paymentStream } from '../contexts/payments/payment.ts'
import { receivedStream } from '../contexts/payments/receive-payment.ts'
import type { CommandDefinition } from '../kernel/decider.ts'
import { Entities } from '../kernel/entities.ts'
import { catalogueOf } from '../kernel/event-schema.ts'
import type { EventStore } from '../kernel/event-store.ts'
import { commandHandler, type Outcome } from '../kernel/handle-command.ts'
import type { Command } from '../kernel/message.ts'
import { withRetry } from '../kernel/retry.ts'
import { testTime } from './facts.ts'

/** One process that takes payments over any log, with a memory of its own and without a gateway. */
export const payingOver = (log: EventStore, { attemptsMax = 100 } = {}) => {
  const ids = nodeIds()
  const handling = { log, entities: new Entities(log), events: catalogueOf(events), ids }
  const handle = withRetry(commandHandler(handling), { attemptsMax })
  const send = <C extends Command>(
    // What a command reads and writes is its definition's own business.
    // oxlint-disable-next-line typescript/no-explicit-any
    definition: CommandDefinition<C, any, any>,
    command: NoInfer<C>,
    now = testTime,
  ): Promise<Outcome> =>
    handle(definition, command, {
      commandId: ids.next(),
      fingerprint: JSON.stringify(command),
      onOtherContent: 'refuse',
      actor: 'user:test',
      correlationId: ids.next(),
      causationId: ids.next(),
      traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
      now,
    })

  return {
    ids,
    send,
    limit: (data: Omit<SetLimit['data'], 'limitId' | 'setBy'>) =>
      send(setLimit, {
        type: 'SetLimit',
        data: { ...data, limitId: ids.next(), setBy: 'user:approver' },
      }),
    /** The payment, and whether it was validated. */
    pay: async (
      units: number,
      more: Omit<Partial<IncomingPayment>, 'payment'> & { readonly payment?: object } = {},
      now = testTime,
    ) => {
      const ownId = more.paymentId ?? ids.next()
      const amount = { minorUnits: String(units), currency: 'EUR' }
      const payment = { ...newPayment, amount, ...more.payment }
      const data = { ...more, paymentId: ownId, payment }
      const command = { type: 'ReceivePayment', data } as const
      const outcome = await send(paymentCommands.ReceivePayment, command, now)
      const paymentId =
        outcome.kind === 'accepted'
          ? paymentIdOfStream(receivedStream(data, paymentStream, outcome.versions))
          : ownId
      const [, second] = await log.readStream(`payment-${paymentId}`, 0, 2)
      return { paymentId, outcome, isAllowed: second?.type === 'PaymentValidated' }
    },
    cancel: (paymentId: string, now = testTime) =>
      send(
        paymentCommands.CancelPayment,
        { type: 'CancelPayment', data: { paymentId, cancelledBy: 'user:test' } },
        now,
      ),
  }
}
