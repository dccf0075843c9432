import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaMessageBus } from '../adapters/kafka/message-bus.ts'
import { getPayment } from '../contexts/payments/questions/contract.ts'
import { publishedFacts } from '../contexts/payments/published/contract.ts'
import { startOtto } from '../examples/otto/otto.ts'
import { topicOf } from '../kernel/message-contract.ts'
import type { DeliveredMessage, MessageBus } from '../kernel/message-bus.ts'
import {
  nobody,
  removeDirectory,
  runMillrace,
  signIn,
  startInstallation,
  temporaryDirectory,
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

interface Shown {
  readonly topic: string
  readonly kind: string
  readonly from?: string
  readonly to?: string
  readonly difference?: string
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
    await expect.poll(lag).toBe('0')
    const payments = async () => {
      const { body } = await administrator.get('/v1/relays')
      const { items } = body as { items: { context: string }[] }
      return items.find(({ context }) => context === 'payments')
    }
    await expect.poll(payments).toMatchObject({ context: 'payments', state: 'running' })
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
        { interval: 500 },
      )
      .toBe(true)
  })

  it('asks another system there, and answers who asks it', async () => {
    const otto = await startOtto(bus, { environment: 'qa' })
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const ask = async (transactionId: string) => {
      const { body } = await administrator.send('POST', '/v1/suspenders', {
        source: 'otto',
        transactionId,
        expected: { status: 'settled' },
      })
      return `/v1/suspenders/${String(body.suspenderId)}`
    }
    const asked = [await ask('T-1'), await ask('FAILED-1'), await ask('SECOND-1')]
    const statuses = () =>
      Promise.all(asked.map(async (path) => String((await administrator.get(path)).body.status)))
    await expect
      .poll(statuses, { timeout: 60_000, interval: 200 })
      .toEqual(['confirmed', 'disagrees', 'confirmed'])
    await otto.stop()

    const [question, answer] = [getPayment.request, getPayment.reply].map((one) =>
      topicOf(one, 'qa'),
    ) as [string, string]
    const answers: DeliveredMessage[] = []
    const from = await bus.places([answer], 'latest')
    await bus.read({ from, handle: async (found) => void answers.push(...found) })
    await bus.publish([
      {
        topic: question,
        key: 'T-9',
        id: 'question-of-the-integrator',
        source: '/integrator',
        type: 'GetTrnRq',
        time: '2026-11-30T12:00:00.000Z',
        traceparent: '',
        subject: '',
        entityVersion: 0,
        payload: '{"transactionId":"T-9"}',
      },
    ])
    await expect.poll(() => answers.length, { timeout: 60_000, interval: 200 }).toBe(1)
    expect(answers).toMatchObject([
      {
        type: 'GetTrnRs',
        payload: '{"transactionId":"T-9","isFound":false}',
        extensions: { asker: '/integrator', questionid: 'question-of-the-integrator' },
      },
    ])
  })

  it('and sees who sent what to whom, how far everybody is, and the line to Kafka', async () => {
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const items = async (path: string) =>
      ((await administrator.get(path)).body as { items: readonly Shown[] }).items
    const topic = async (name: string) =>
      (await items('/v1/messages/topics')).find((one) => one.topic === `millrace.qa.${name}`)
    const eventually = { timeout: 60_000, interval: 500 }
    await expect
      .poll(() => topic('pmt.cmd.payments.GetTrnRq'), eventually)
      .toMatchObject({
        inLastHour: 1,
        outLastHour: 1,
        consumers: [{ consumer: 'millrace.qa.payments.answers', system: 'payments', lag: 0 }],
      })
    // What others take from Kafka is not seen here.
    await expect
      .poll(() => topic('pmt.fct.payments.PaymentReceived'), eventually)
      .toMatchObject({ inLastHour: 12, difference: 'no-consumer' })
    await expect
      .poll(() => topic('payments.log.payments.Batch'), eventually)
      .toMatchObject({ kind: 'log' })
    const lines = async () => {
      const { body } = await administrator.get('/v1/messages/map')
      const flows = (body as { flows: readonly Shown[] }).flows
      return flows
        .filter(({ kind }) => kind !== 'fact')
        .map(({ from, to, difference = '' }) => `${from} > ${to} ${difference}`)
    }
    await expect
      .poll(lines, eventually)
      .toEqual(
        expect.arrayContaining([
          'integrity > otto ',
          'otto > integrity ',
          'integrator > payments ',
          'payments > integrity ',
        ]),
      )
    await expect
      .poll(() => items('/v1/breakers'), eventually)
      .toContainEqual(
        expect.objectContaining({ kind: 'bus', name: 'kafka', state: 'closed', failures: 0 }),
      )
  })

  it('and is run over its past in places of its own, beside the one that lives', async () => {
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const payments = async () => {
      const { items } = (await administrator.get('/v1/logs')).body as { items: readonly ShownLog[] }
      const log = items.find(({ name }) => name === 'payments')
      return { position: log?.position, hash: log?.hash }
    }
    const before = await payments()
    const directory = await temporaryDirectory()
    const replayed = async (consumer: string, ...words: readonly string[]) => {
      const into = join(directory, `${consumer.replace('/', '-')}.ndjson`)
      const { code, output } = await runMillrace(
        ['replay', '--context', 'payments', '--consumer', consumer, '--into', into, ...words],
        {
          MILLRACE_DATA: installation.directory,
          KAFKA_BROKERS: kafka.settings.brokers.join(','),
          MILLRACE_ENVIRONMENT: 'qa',
        },
      )
      if (code !== 0) return output
      const lines = (await readFile(into, 'utf8')).split('\n').filter((line) => line !== '')
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    }
    expect(await replayed('view/payments')).toHaveLength(12)
    const published = (await replayed('publish')) as readonly Record<string, unknown>[]
    expect(published.filter(({ message }) => message === 'PaymentSettled')).toHaveLength(12)
    expect(await replayed('answers')).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ id: 'question-of-the-integrator', command: expect.any(String) }),
      ]),
    )
    expect(await replayed('answers')).toContain('is never overwritten')
    expect(await replayed('policy/none')).toContain('view/payments')
    expect(await payments()).toEqual(before)
    await removeDirectory(directory)
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
    // Whoever looks meanwhile is told what is known.
    expect(await administrator.get('/v1/messages/topics')).toMatchObject({ status: 200 })
    // 1 would say that something held the stop up.
    expect(await installation.stop()).toBe(0)
  })
})
