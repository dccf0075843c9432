import { Producer } from '@platformatic/kafka'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaMissing } from '../../testing/kafka/jars.ts'
import { startKafka, type RunningKafka } from '../../testing/kafka/kafka.ts'
import { describeWhen } from '../../testing/run-when.ts'
import { kafkaMessageBus } from './message-bus.ts'
import { clientOptions } from './settings.ts'
import { withWholeMetadata } from './whole-metadata.ts'

const missing = await kafkaMissing()

describeWhen(missing === undefined, missing ?? '')('A client that is told to forget', () => {
  let kafka: RunningKafka
  beforeAll(async () => {
    kafka = await startKafka()
  })
  afterAll(() => kafka.stop())

  it('while it asks about a topic that is new to it knows the others in its answer, too', async () => {
    const topics = ['test.known', 'test.new']
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
})
