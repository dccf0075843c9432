import { Admin } from '@platformatic/kafka'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { killableMember } from '../../testing/bus-member.ts'
import { inbox } from '../../testing/inbox.ts'
import { kafkaMissing } from '../../testing/kafka/jars.ts'
import { startKafka, type RunningKafka } from '../../testing/kafka/kafka.ts'
import { busMessage, durableMessageBusConformance } from '../../testing/message-bus.conformance.ts'
import { openEffects } from '../../testing/message-bus-on-postgres.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { describeWhen } from '../../testing/run-when.ts'
import { migrate } from '../postgres/migrate.ts'
import { kafkaMessageBus } from './message-bus.ts'
import { clientOptions } from './settings.ts'

const missing = await kafkaMissing()

describeWhen(missing === undefined, missing ?? '')('On one broker', () => {
  let kafka: RunningKafka
  let postgres: TestPostgres
  beforeAll(async () => {
    ;[kafka, postgres] = await Promise.all([startKafka(), startTestPostgres()])
    await migrate(postgres.pool, [])
  })
  afterAll(async () => {
    await kafka.stop()
    await postgres.stop()
  })

  durableMessageBusConformance('Kafka', async () => {
    const messageBytesMax = 10_000
    const { settings } = kafka
    const open = () => kafkaMessageBus({ settings, clientId: 'millrace-test', messageBytesMax })
    const opened = [open()]
    return {
      bus: opened[0]!,
      another: () => {
        const further = open()
        opened.push(further)
        return Promise.resolve(further)
      },
      messageBytesMax,
      effects: await openEffects(postgres.pool),
      killable: killableMember({ kind: 'kafka', settings }, postgres.connection),
      outage: {
        begin: () => kafka.kill(1),
        end: async () => {
          await kafka.start(1)
          await kafka.ready()
        },
      },
      close: async () => {
        for (const one of opened) await one.close()
      },
    }
  })

  it('refuses a topic that somebody made so that it loses messages before their time', async () => {
    const { settings } = kafka
    const bus = kafkaMessageBus({ settings, clientId: 'millrace-test' })
    const admin = new Admin(clientOptions(settings, 'millrace-test'))
    const made = { 'cleanup.policy': 'compact', 'retention.bytes': '1000000' }
    for (const [key, value] of Object.entries(made)) {
      const topic = `test.${key}`
      const configs = [
        { name: 'retention.ms', value: '-1' },
        { name: key, value },
      ]
      await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1, configs })
      await expect(
        bus.ensureTopics([{ name: topic, partitions: 1, retentionMs: 'for ever' }]),
      ).rejects.toThrow(`the topic ${topic} has ${key} ${value}, where`)
    }
    await admin.close()
    await bus.close()
  })

  it('goes on with what is kept where retention was faster than a group, and says so', async () => {
    const { settings } = kafka
    const bus = kafkaMessageBus({ settings, clientId: 'millrace-test' })
    const topic = 'test.retention'
    await bus.ensureTopics([{ name: topic, partitions: 1, retentionMs: 'for ever' }])
    const [all, failures] = [inbox(), [] as string[]]
    const options = {
      topics: [topic],
      group: 'slow',
      from: 'earliest' as const,
      handle: all.take,
      onFailure: (error: unknown) => void failures.push(String(error)),
    }
    const first = await bus.subscribe(options)
    await first.close()
    await bus.publish(['0', '1', '2', '3'].map((payload) => busMessage(topic, 'x', payload)))
    const admin = new Admin(clientOptions(settings, 'millrace-test'))
    await admin.deleteRecords({
      topics: [{ name: topic, partitions: [{ partition: 0, offset: 2n }] }],
    })
    await admin.close()
    await bus.subscribe(options)
    await all.holds(2)
    expect(all.payloads()).toEqual(['2', '3'])
    expect(failures).toContain(`Error: ${topic}/0 no longer has 0`)
    const reading = await bus.read({
      from: [{ topic, partition: 0, offset: '0' }],
      handle: () => Promise.resolve(),
    })
    await expect(reading.done).rejects.toThrow(`${topic}/0 no longer has 0: it begins at 2`)
    await bus.close()
  })
})
