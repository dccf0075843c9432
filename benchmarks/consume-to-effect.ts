import { Consumer } from '@platformatic/kafka'
import { clientOptions, type KafkaSettings } from '../adapters/kafka/settings.ts'
import type { DeliveredMessage, MessageBus } from '../kernel/message-bus.ts'
import type { countingOnPostgres } from '../testing/counting-on-postgres.ts'
import { raise } from '../testing/counting.ts'
import { openEffects } from '../testing/message-bus-on-postgres.ts'
import type { TestPostgres } from '../testing/postgres.ts'
import { perSecond } from './measure.ts'

/** What the relay fills, and everybody here reads. */
export const topic = 'benchmark.facts'

/** Messages of so many keys are handled at the same time, and their effects committed together. */
const effectsAtOnce = 256

/** Messages of a topic a second, read and thrown away. */
export const bareConsumer = async (
  settings: KafkaSettings,
  topic: string,
  count: number,
): Promise<number> => {
  const consumer = new Consumer({ ...clientOptions(settings, 'bare'), groupId: 'bare' })
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false })
  let seen = 0
  const rate = await perSecond(
    count,
    () =>
      new Promise<void>((resolve) => {
        stream.on('data', () => {
          seen++
          if (seen === count) resolve()
        })
      }),
  )
  await stream.close()
  await consumer.close(true)
  return rate
}

/** Each message's effect in one transaction with its claim. */
export const consume = async (
  { pool }: TestPostgres,
  bus: MessageBus,
  group: string,
  count: number,
): Promise<number> => {
  const effects = await openEffects(pool)
  return subscribed(bus, group, count, (message) => effects.store(group, message))
}

/** Each message as a command, whose id is derived from the message's and claimed with what it decides. */
export const command = async (
  { handle, ids }: Awaited<ReturnType<typeof countingOnPostgres>>,
  bus: MessageBus,
  count: number,
): Promise<number> =>
  subscribed(bus, 'commands', count, async ({ id, key, traceparent }) => {
    const commandId = ids.derive('told', id)
    const data = { counter: `told-${key}`, by: 1 }
    const origin = { actor: 'bus', correlationId: commandId, causationId: commandId, traceparent }
    const outcome = await handle(
      raise,
      { type: 'Raise', data },
      {
        ...origin,
        commandId,
        fingerprint: commandId,
        onOtherContent: 'repeat',
        now: Date.now(),
      },
    )
    if (outcome.kind !== 'accepted') throw new Error(`a message was ${outcome.kind}`)
  })

/** Until so many messages of the topic are handled. */
const subscribed = async (
  bus: MessageBus,
  group: string,
  count: number,
  handle: (message: DeliveredMessage) => Promise<void>,
): Promise<number> => {
  let done = 0
  const finished = Promise.withResolvers<void>()
  return perSecond(count, async () => {
    const subscription = await bus.subscribe({
      topics: [topic],
      group,
      from: 'earliest',
      concurrencyMax: effectsAtOnce,
      handle: async (message) => {
        await handle(message)
        if (++done === count) finished.resolve()
      },
    })
    await finished.promise
    subscription.pause()
    await subscription.close()
  })
}

export const readAll = async (bus: MessageBus, count: number): Promise<number> =>
  perSecond(count, async () => {
    let seen = 0
    let finish = () => undefined as void
    const finished = new Promise<void>((resolve) => (finish = resolve))
    const reading = await bus.read({
      from: await bus.places([topic], 'earliest'),
      handle: (read) => {
        seen += read.length
        if (seen >= count) finish()
        return Promise.resolve()
      },
    })
    await finished
    await reading.close()
  })
