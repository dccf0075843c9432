import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaMessageBus } from '../adapters/kafka/message-bus.ts'
import { publishedFacts } from '../contexts/payments/published/contract.ts'
import type { DeliveredMessage, MessageBus } from '../kernel/message-bus.ts'
import { topicOf } from '../kernel/message-contract.ts'
import {
  nobody,
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
} from '../testing/installation.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import { startKafka, type RunningKafka } from '../testing/kafka/kafka.ts'
import { describeWhen } from '../testing/run-when.ts'

interface ShownLog {
  readonly name: string
  readonly position: number
  readonly hash: string
}

const missing = await kafkaMissing()

describeWhen(missing === undefined, missing ?? '')('A firm has Kafka', () => {
  let kafka: RunningKafka
  let installation: Installation
  let bus: MessageBus
  beforeAll(async () => {
    kafka = await startKafka()
    bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'integrator' })
    installation = await startInstallation({
      environment: {
        KAFKA_BROKERS: kafka.settings.brokers.join(','),
        KAFKA_COMPRESSION: 'gzip',
        MILLRACE_ENVIRONMENT: 'qa',
        MILLRACE_RAIL_SETTLE_MS: '200',
      },
    })
  })
  afterAll(async () => {
    await installation.stop()
    await bus.close()
    await kafka.stop()
    await removeDirectory(installation.directory)
  })

  it('and finds there what became of its payments, each fact once', async () => {
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const file = await readFile(
      new URL('../contexts/payments/samples/salaries.pain.001.001.03.xml', import.meta.url),
      'utf8',
    )
    const answer = await administrator.send('POST', '/v1/payment-files', file)
    expect(answer).toMatchObject({ status: 201, body: { accepted: 12 } })

    const names = ['PaymentReceived', 'PaymentSubmitted', 'PaymentSettled'] as const
    const topics = names.map((name) => topicOf(publishedFacts[name], 'qa'))
    const facts: DeliveredMessage[] = []
    const isThere = (topic: string) =>
      bus.places([topic], 'earliest').then(
        () => true,
        () => false,
      )
    for (const topic of topics)
      await expect.poll(() => isThere(topic), { timeout: 60_000, interval: 500 }).toBe(true)
    await bus.subscribe({
      topics,
      group: 'integrator',
      from: 'earliest',
      handle: async (message) => void facts.push(message),
    })
    const count = (name: string) => facts.filter(({ type }) => type === name).length
    await expect.poll(() => names.map(count), { timeout: 60_000 }).toEqual([12, 12, 12])
    expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length)
    for (const { type, topic, subject, key, traceparent, entityVersion, payload } of facts) {
      expect(topic.endsWith(`.${type}`)).toBe(true)
      expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-\d\d$/)
      expect(subject).toBe(`payment/${key}`)
      expect(entityVersion).toBeGreaterThan(0)
      expect(payload).not.toContain('Nm')
    }
  })

  it('sees in the metrics and the console how far it was told', async () => {
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const lag = async () =>
      /millrace_relay_lag\{context="payments"\} (\d+)/.exec(
        String((await nobody(installation.url).get('/metrics')).body),
      )?.[1]
    await expect.poll(lag, { timeout: 30_000 }).toBe('0')
    const { body } = await administrator.get('/v1/relays')
    const payments = (body as { items: { context: string }[] }).items.find(
      ({ context }) => context === 'payments',
    )
    expect(payments).toMatchObject({ context: 'payments', state: 'running' })
  })

  it('and finds the whole log there, batch by batch, up to the hash that it ends with', async () => {
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const shown = async () =>
      ((await administrator.get('/v1/logs')).body as { items: readonly ShownLog[] }).items.find(
        ({ name }) => name === 'payments',
      )
    const topic = 'millrace.qa.payments.log.payments.Batch'
    const lastOnKafka = async () => {
      const records: DeliveredMessage[] = []
      const reading = await bus.read({
        from: await bus.places([topic], 'earliest'),
        to: await bus.places([topic], 'latest'),
        handle: async (messages) => void records.push(...messages),
      })
      await reading.done
      const last = records.findLast(({ type }) => type === 'Batch')
      const { last: position, hash } = JSON.parse(last?.payload ?? '{}') as Record<string, unknown>
      return { position, hash }
    }
    await expect
      .poll(
        async () => {
          const [log, last] = [await shown(), await lastOnKafka()]
          return log?.hash === last.hash && log?.position === last.position
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBe(true)
  })

  it('and goes on taking payments while Kafka is away, and stops when it is told to', async () => {
    await kafka.kill(1)
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const file = await readFile(
      new URL('../contexts/payments/samples/suppliers.pain.001.001.09.xml', import.meta.url),
      'utf8',
    )
    const answer = await administrator.send('POST', '/v1/payment-files', file)
    expect(answer).toMatchObject({ status: 201, body: { accepted: 8 } })
    // 1 would say that something held the stop up.
    expect(await installation.stop()).toBe(0)
  })
})
