import { setTimeout as delay } from 'node:timers/promises'
import { Admin } from '@platformatic/kafka'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inbox } from '../../testing/inbox.ts'
import { kafkaMissing } from '../../testing/kafka/jars.ts'
import { startKafka, type RunningKafka } from '../../testing/kafka/kafka.ts'
import { busMessage } from '../../testing/message-bus.conformance.ts'
import { describeWhen } from '../../testing/run-when.ts'
import { kafkaMessageBus } from './message-bus.ts'
import { clientOptions } from './settings.ts'

const missing = await kafkaMissing()
const inSync = 'min.insync.replicas'

describeWhen(missing === undefined, missing ?? '')('On three brokers', () => {
  let kafka: RunningKafka
  beforeAll(async () => {
    kafka = await startKafka({ brokers: 3 })
  })
  afterAll(() => kafka.stop())

  it('nothing is lost, repeated by the bus or out of order when the leader is killed under load', async () => {
    const bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'millrace-test' })
    const topic = 'three.brokers'
    await bus.ensureTopics([{ name: topic, partitions: 1, retentionMs: 'for ever' }])
    const admin = new Admin(clientOptions(kafka.settings, 'millrace-test'))
    const { topics } = await admin.metadata({ topics: [topic] })
    const [described] = await admin.describeConfigs({
      resources: [{ resourceType: 2, resourceName: topic, configurationKeys: [inSync] }],
    })
    // Said by the topic itself: what the brokers say of others is another matter.
    expect(described?.configs).toMatchObject([{ value: '2', configSource: 1 }])
    await admin.close()
    const { leader = 0, replicas = [] } = topics.get(topic)?.partitions[0] ?? {}
    expect(replicas.length).toBe(3)

    const all = inbox()
    await bus.subscribe({ topics: [topic], group: 'readers', from: 'earliest', handle: all.take })
    const sent: string[] = []
    let refusals = 0
    let isEnough = false
    // One after the other, and what was refused again before what follows it: as the relay does.
    const publishing = (async () => {
      while (!isEnough)
        await bus.publish([busMessage(topic, 'x', String(sent.length))]).then(
          () => sent.push(String(sent.length)),
          () => refusals++,
        )
    })()
    await all.holds(50)
    await kafka.kill(leader)
    const atDeath = sent.length
    await expect.poll(() => sent.length, { timeout: 90_000 }).toBeGreaterThan(atDeath + 50)
    await kafka.start(leader)
    await kafka.ready()
    await delay(500)
    isEnough = true
    await publishing
    await expect.poll(() => all.payloads().at(-1), { timeout: 90_000 }).toBe(sent.at(-1))

    // What lies in the topic is what was sent: the producer's own repetitions are recognised by the brokers.
    const stored: string[] = []
    const reading = await bus.read({
      from: await bus.places([topic], 'earliest'),
      to: await bus.places([topic], 'latest'),
      handle: (messages) => {
        stored.push(...messages.map(({ payload }) => payload))
        return Promise.resolve()
      },
    })
    await reading.done
    expect([...new Set(stored)]).toEqual(sent)
    expect(stored.length - sent.length).toBeLessThanOrEqual(refusals)
    expect([...new Set(all.payloads())]).toEqual(sent)
    await bus.close()
  })

  it('what is sent to partitions that go to different brokers next is not refused, nor there twice', async () => {
    const bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'millrace-test' })
    const topic = 'three.divided'
    await bus.ensureTopics([{ name: topic, partitions: 24, retentionMs: 'for ever' }])
    const admin = new Admin(clientOptions(kafka.settings, 'millrace-test'))
    const { topics } = await admin.metadata({ topics: [topic] })
    await admin.close()
    const partitions = topics.get(topic)?.partitions ?? []
    const nextOf = (node: number) =>
      new Set(partitions.filter(({ leader }) => leader === node).map(({ replicas }) => replicas[1]))
    const node = [1, 2, 3].find((one) => nextOf(one).size === 2) ?? 0
    expect(node).not.toBe(0)

    const sent: string[] = []
    const send = async () => {
      const batch = Array.from({ length: 96 }, (_, index) => `${sent.length + index}`)
      await bus.publish(batch.map((payload) => busMessage(topic, payload, payload)))
      sent.push(...batch)
    }
    await send()
    await kafka.kill(node)
    for (let count = 0; count < 20; count++) await send()
    await kafka.start(node)
    await kafka.ready()
    const stored: string[] = []
    const reading = await bus.read({
      from: await bus.places([topic], 'earliest'),
      to: await bus.places([topic], 'latest'),
      handle: async (messages) => void stored.push(...messages.map(({ payload }) => payload)),
    })
    await reading.done
    expect(stored.toSorted()).toEqual(sent.toSorted())
    await bus.close()
  })
})
