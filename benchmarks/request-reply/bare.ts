import { randomUUID } from 'node:crypto'
import { Consumer, Producer } from '@platformatic/kafka'
import { clientOptions, type KafkaSettings } from '../../adapters/kafka/settings.ts'
import { sendTogether } from '../../adapters/node/delivery/send-together.ts'
import { answerTo, type Contender } from './side.ts'

/**
 * The same two hops with the same client and nothing else: no log, no check, no claim. What queues while a send is
 * under way leaves together.
 */
export const bare: Contender = {
  topics: ['bare.GetTrnRq', 'bare.GetTrnRs'],
  startAnswering: async ({ kafka }) => {
    const sender = sending(kafka)
    const taking = await take(kafka, 'bare.GetTrnRq', ({ key, value }) => {
      const { transactionId } = JSON.parse(value) as { transactionId: string }
      void sender.send([
        { topic: 'bare.GetTrnRs', key, value: JSON.stringify(answerTo(transactionId)) },
      ])
    })
    return { close: () => taking.close().then(sender.close) }
  },
  startAsking: async ({ kafka }) => {
    const sender = sending(kafka)
    const waiting = new Map<string, () => void>()
    const taking = await take(kafka, 'bare.GetTrnRs', ({ key, value }) => {
      JSON.parse(value)
      waiting.get(key)?.()
      waiting.delete(key)
    })
    return {
      ask: async (transactionId) => {
        const key = randomUUID()
        const answered = new Promise<void>((resolve) => waiting.set(key, resolve))
        const value = JSON.stringify({ transactionId })
        await sender.send([{ topic: 'bare.GetTrnRq', key, value }])
        await answered
      },
      close: () => taking.close().then(sender.close),
    }
  },
}

interface BareMessage {
  readonly topic: string
  readonly key: string
  readonly value: string
}

const sending = (settings: KafkaSettings) => {
  const producer = new Producer({
    ...clientOptions(settings, 'bare'),
    idempotent: true,
    acks: -1,
    producerId: -1n,
    producerEpoch: -1,
  })
  const send = sendTogether<BareMessage>({
    itemsMax: 5_000,
    bytesMax: 900_000,
    bytesOf: ({ value }) => value.length,
    admit: () => Promise.resolve(),
    send: async (messages) => {
      const texts = messages.map(({ topic, key, value }) => ({
        topic,
        key: Buffer.from(key),
        value: Buffer.from(value),
      }))
      await producer.send({ messages: texts })
    },
  })
  return { send, close: () => producer.close() }
}

const take = async (
  settings: KafkaSettings,
  topic: string,
  onMessage: (message: { readonly key: string; readonly value: string }) => void,
) => {
  const consumer = new Consumer({ ...clientOptions(settings, 'bare'), groupId: `bare-${topic}` })
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: 500 })
  stream.on('data', ({ key, value }) => onMessage({ key: String(key), value: String(value) }))
  return { close: () => consumer.close(true) }
}
