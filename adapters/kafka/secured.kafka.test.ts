import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { certificateFolder, hasOpenssl, noOpenssl } from '../../testing/certificates.ts'
import { inbox } from '../../testing/inbox.ts'
import { kafkaMissing } from '../../testing/kafka/jars.ts'
import { startKafka, type RunningKafka } from '../../testing/kafka/kafka.ts'
import { busMessage } from '../../testing/message-bus.conformance.ts'
import { describeWhen } from '../../testing/run-when.ts'
import { kafkaMessageBus } from './message-bus.ts'
import type { KafkaSettings } from './settings.ts'

const missing = (await kafkaMissing()) ?? ((await hasOpenssl()) ? undefined : noOpenssl)

describeWhen(missing === undefined, missing ?? '')('With SCRAM over TLS', () => {
  let kafka: RunningKafka
  let folder: Awaited<ReturnType<typeof certificateFolder>>
  beforeAll(async () => {
    folder = await certificateFolder()
    const authority = await folder.authority('kafka')
    const broker = await authority.issue('broker', {
      altNames: 'IP:127.0.0.1',
      usage: 'serverAuth',
    })
    const keyFile = join(folder.directory, 'broker-both.pem')
    await writeFile(keyFile, broker.key + broker.certificate)
    kafka = await startKafka({
      secured: {
        username: 'app',
        password: 'a-password',
        keyFile,
        authorityFile: authority.certificateFile,
      },
    })
  })
  afterAll(async () => {
    await kafka.stop()
    await folder.remove()
  })
  const open = (settings: KafkaSettings) => kafkaMessageBus({ settings, clientId: 'millrace-test' })

  describe.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'compressed by %s',
    (compression) => {
      it('messages go and come', async () => {
        const bus = open({ ...kafka.settings, compression })
        const topic = `secured.${compression}`
        await bus.ensureTopics([{ name: topic, partitions: 1, retentionMs: 'for ever' }])
        const all = inbox()
        await bus.publish([busMessage(topic, 'x', 'y'.repeat(2_000))])
        const reading = await bus.read({
          from: await bus.places([topic], 'earliest'),
          to: await bus.places([topic], 'latest'),
          handle: async (messages) => {
            for (const one of messages) await all.take(one)
          },
        })
        await reading.done
        expect(all.payloads()).toEqual(['y'.repeat(2_000)])
        await bus.close()
      })
    },
  )

  it('a wrong password is named as what it is', async () => {
    const { sasl } = kafka.settings
    const bus = open({
      ...kafka.settings,
      ...(sasl ? { sasl: { ...sasl, password: 'wrong' } } : {}),
    })
    const topics = [{ name: 'secured.wrong', partitions: 1, retentionMs: 'for ever' as const }]
    await expect(bus.ensureTopics(topics)).rejects.toThrow('KAFKA_SASL_PASSWORD is not right')
    await bus.close()
  })

  it('a certificate that nobody here trusts is named', async () => {
    const other = await folder.authority('other')
    const bus = open({
      ...kafka.settings,
      tls: { ca: await readFile(other.certificateFile, 'utf8') },
    })
    const topics = [{ name: 'secured.wrong', partitions: 1, retentionMs: 'for ever' as const }]
    await expect(bus.ensureTopics(topics)).rejects.toThrow('certificate')
    await bus.close()
  })
})
