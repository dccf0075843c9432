import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { readKafka } from './kafka-settings.ts'

const read = (environment: Record<string, string>) => readKafka(readConfig(environment))

describe('Kafka', () => {
  it('is the bus only where brokers are named', async () => {
    expect(await read({})).toBeUndefined()
    expect(await read({ KAFKA_BROKERS: 'one:9092,two:9092' })).toEqual({
      brokers: ['one:9092', 'two:9092'],
      compression: 'none',
    })
  })

  it('is spoken to over TLS, by name, where that is set', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'millrace-kafka-settings-'))
    const file = join(directory, 'ca.pem')
    await writeFile(file, '-----BEGIN CERTIFICATE-----\n')
    const environment = {
      KAFKA_BROKERS: 'one:9092',
      KAFKA_SASL_USERNAME: 'app',
      KAFKA_SASL_PASSWORD: 'secret',
      KAFKA_TLS_CA_FILE: file,
      KAFKA_COMPRESSION: 'zstd',
    }
    expect(await read(environment)).toEqual({
      brokers: ['one:9092'],
      compression: 'zstd',
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'app', password: 'secret' },
      tls: { ca: '-----BEGIN CERTIFICATE-----\n' },
    })
    await rm(directory, { recursive: true })
  })

  it('is needed where commands are acknowledged once it has them', async () => {
    expect(() => readConfig({ MILLRACE_ACKNOWLEDGE: 'relayed' })).toThrow(
      'KAFKA_BROKERS must be set beside MILLRACE_ACKNOWLEDGE=relayed',
    )
    expect(() => readConfig({ MILLRACE_ACKNOWLEDGE: 'sometimes' })).toThrow('MILLRACE_ACKNOWLEDGE')
    expect(await read({ MILLRACE_ACKNOWLEDGE: 'relayed', KAFKA_BROKERS: 'one:9092' })).toBeDefined()
  })

  it('with the authorities of this machine, where no others are named', async () => {
    const kafka = await read({ KAFKA_BROKERS: 'one:9092', KAFKA_TLS: 'on' })
    expect(kafka?.tls).toEqual({})
  })

  it('is refused where the file of authorities is none', async () => {
    const environment = {
      KAFKA_BROKERS: 'one:9092',
      KAFKA_TLS_CA_FILE: join(import.meta.dirname, 'config.ts'),
    }
    await expect(read(environment)).rejects.toThrow('KAFKA_TLS_CA_FILE holds no certificate')
    const missing = { ...environment, KAFKA_TLS_CA_FILE: '/nowhere' }
    await expect(read(missing)).rejects.toThrow('KAFKA_TLS_CA_FILE cannot be read: ENOENT')
  })
})
