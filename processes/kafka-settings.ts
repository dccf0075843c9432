import { readFile } from 'node:fs/promises'
import type { KafkaSettings } from '../adapters/kafka/settings.ts'
import { BadConfiguration, oneOf, optionalText, type Setting } from './setting.ts'

const brokers = /^[0-9A-Za-z.-]+:\d{1,5}(,[0-9A-Za-z.-]+:\d{1,5})*$/

/** Kafka as the message bus. Nothing of it holds without the first one: the bus is in the database then. */
export const kafkaSettings = {
  kafkaBrokers: optionalText(
    {
      name: 'KAFKA_BROKERS',
      description:
        'Kafka brokers to use as the message bus (host:port,host:port); without it, the bus is in the database',
    },
    brokers,
    'host:port, separated by commas',
  ),
  kafkaSaslMechanism: oneOf<'SCRAM-SHA-512' | 'SCRAM-SHA-256' | 'PLAIN'>(
    {
      name: 'KAFKA_SASL_MECHANISM',
      description: 'How Millrace says to Kafka who it is, where there is a user name',
      default: 'SCRAM-SHA-512',
    },
    ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN'],
  ),
  kafkaSaslUsername: optionalText({
    name: 'KAFKA_SASL_USERNAME',
    description: 'User name for Kafka; without it, none is given',
  }),
  kafkaSaslPassword: optionalText({
    name: 'KAFKA_SASL_PASSWORD',
    description: 'Password for Kafka',
    secret: true,
  }),
  kafkaTls: oneOf(
    {
      name: 'KAFKA_TLS',
      description: 'Whether Kafka is spoken to over TLS; KAFKA_TLS_CA_FILE turns it on too',
      default: 'off',
    },
    ['off', 'on'],
  ),
  kafkaTlsCaFile: optionalText(
    {
      name: 'KAFKA_TLS_CA_FILE',
      description: 'Authorities that sign the brokers (PEM); without it, those of this machine',
    },
    /^[^\0]{1,4096}$/,
    'the path of a file',
  ),
  acknowledge: oneOf<'committed' | 'relayed'>(
    {
      name: 'MILLRACE_ACKNOWLEDGE',
      description:
        'When a command is acknowledged: once the database has it, or once Kafka has it too (relayed)',
      default: 'committed',
    },
    ['committed', 'relayed'],
  ),
  kafkaCompression: oneOf<'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'>(
    {
      name: 'KAFKA_COMPRESSION',
      description: 'How messages are compressed on Kafka',
      default: 'none',
    },
    ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
  ),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>

type KafkaConfig = {
  readonly [Name in keyof typeof kafkaSettings]: (typeof kafkaSettings)[Name] extends Setting<
    infer Value
  >
    ? Value
    : never
}

/** Which of them are missing beside others. */
export const kafkaProblems = (config: KafkaConfig): readonly string[] => {
  const needs = (given: keyof KafkaConfig, needed: keyof KafkaConfig): readonly string[] =>
    config[given] !== undefined && config[needed] === undefined
      ? [`${kafkaSettings[needed].name} must be set beside ${kafkaSettings[given].name}`]
      : []
  return [
    ...needs('kafkaSaslUsername', 'kafkaBrokers'),
    ...needs('kafkaSaslUsername', 'kafkaSaslPassword'),
    ...needs('kafkaSaslPassword', 'kafkaSaslUsername'),
    ...needs('kafkaTlsCaFile', 'kafkaBrokers'),
    ...(config.acknowledge === 'relayed' && config.kafkaBrokers === undefined
      ? ['KAFKA_BROKERS must be set beside MILLRACE_ACKNOWLEDGE=relayed']
      : []),
  ]
}

/** Undefined without brokers. Throws `BadConfiguration` where the file cannot be read. */
export const readKafka = async (config: KafkaConfig): Promise<KafkaSettings | undefined> => {
  const { kafkaBrokers, kafkaSaslUsername: username, kafkaSaslPassword: password } = config
  if (kafkaBrokers === undefined) return undefined
  const ca = await readAuthorities(config.kafkaTlsCaFile)
  const isTls = ca !== undefined || config.kafkaTls === 'on'
  return {
    brokers: kafkaBrokers.split(','),
    compression: config.kafkaCompression,
    ...(username !== undefined && password !== undefined
      ? { sasl: { mechanism: config.kafkaSaslMechanism, username, password } }
      : {}),
    ...(isTls ? { tls: ca === undefined ? {} : { ca } } : {}),
  }
}

const readAuthorities = async (path: string | undefined): Promise<string | undefined> => {
  if (path === undefined) return undefined
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadConfiguration([`KAFKA_TLS_CA_FILE cannot be read: ${error.code} (${path})`])
  })
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new BadConfiguration([`KAFKA_TLS_CA_FILE holds no certificate (PEM) (${path})`])
  return text
}
