import {
  consumerFetchesChannel,
  consumerGroupChannel,
  kMetadata,
  Producer,
  type Base,
} from '@platformatic/kafka'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { inbox } from '../../testing/inbox.ts'
import { kafkaMissing } from '../../testing/kafka/jars.ts'
import { startKafka, type RunningKafka } from '../../testing/kafka/kafka.ts'
import { busMessage } from '../../testing/message-bus.conformance.ts'
import { describeWhen } from '../../testing/run-when.ts'
import { kafkaMessageBus } from './message-bus.ts'
import { clientOptions } from './settings.ts'
import { withWholeMetadata } from './whole-metadata.ts'

const missing = await kafkaMissing()

const topics = ['test.known', 'test.new']

/**
 * As it goes when one topic has to be looked up again, and another request meets a dead leader meanwhile: the client
 * asks the broker about that topic alone, and is told to forget all of them before the answer has come.
 */
const forgetMeanwhile = (client: Base): void => {
  client[kMetadata]({ topics: [...topics] }, (_, metadata) => {
    const outdated = metadata?.topics.get('test.new')
    if (!outdated) return
    outdated.lastUpdate = 0
    setImmediate(() => client.clearMetadata())
  })
}

/** Makes a client do so at its first operation of that kind. */
const forgetOnceAt = (channel: typeof consumerGroupChannel, operation: string) => {
  const seen = { forgot: false }
  const listen = (message: unknown): void => {
    const { operation: begun, client } = message as { operation: string; client: Base }
    if (begun !== operation || seen.forgot) return
    seen.forgot = true
    forgetMeanwhile(client)
  }
  channel.start.subscribe(listen)
  onTestFinished(() => {
    channel.start.unsubscribe(listen)
  })
  return seen
}

describeWhen(missing === undefined, missing ?? '')('A client that is told to forget', () => {
  let kafka: RunningKafka
  beforeAll(async () => {
    kafka = await startKafka()
  })
  afterAll(() => kafka.stop())

  it('while it asks about a topic that is new to it knows the others in its answer, too', async () => {
    const bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'millrace-test' })
    await bus.ensureTopics(topics.map((name) => ({ name, partitions: 1, retentionMs: 'for ever' })))
    await bus.close()
    const producer = withWholeMetadata(new Producer(clientOptions(kafka.settings, 'millrace-test')))
    await producer.metadata({ topics: ['test.known'] })
    const asked = producer.metadata({ topics: [...topics] })
    producer.clearMetadata()
    const known = (await asked).topics
    expect(topics.map((name) => known.get(name)?.partitionsCount)).toEqual([1, 1])
    await producer.close()
  })

  it.each([
    { what: 'shares its group out', channel: consumerGroupChannel, operation: 'syncGroup' },
    { what: 'fetches', channel: consumerFetchesChannel, operation: 'fetch' },
  ])('while it $what goes on', async ({ channel, operation }) => {
    const bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'millrace-test' })
    await bus.ensureTopics(topics.map((name) => ({ name, partitions: 1, retentionMs: 'for ever' })))
    const seen = forgetOnceAt(channel, operation)
    const all = inbox()
    const group = `forgetful-${operation}`
    await bus.subscribe({ topics, group, from: 'latest', handle: all.take })
    await bus.publish(topics.map((topic) => busMessage(topic, 'x', topic)))
    await all.holds(2)
    expect(seen.forgot).toBe(true)
    await bus.close()
  })
})
