import { afterAll, beforeAll } from 'vitest'
import { killableMember } from '../../testing/bus-member.ts'
import { kafkaMissing } from '../../testing/kafka/jars.ts'
import { startKafka, type RunningKafka } from '../../testing/kafka/kafka.ts'
import { durableMessageBusConformance } from '../../testing/message-bus.conformance.ts'
import { openEffects } from '../../testing/message-bus-on-postgres.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { describeWhen } from '../../testing/run-when.ts'
import { migrate } from '../postgres/migrate.ts'
import { kafkaMessageBus } from './message-bus.ts'

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
})
