import type { KafkaSettings } from '../../adapters/kafka/settings.ts'

export interface Database {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

/** What both sides of a contender are told. */
export interface Ground {
  readonly kafka: KafkaSettings
  /** Of PostgreSQL, each migrated for the logs `asking` and `answering`. */
  readonly databases: Readonly<Record<'durable' | 'whole', Database>>
}

/** Who asks: one question, its answer taken. */
export interface Asking {
  readonly ask: (transactionId: string) => Promise<void>
  readonly close: () => Promise<void>
}

export interface Answering {
  readonly close: () => Promise<void>
}

/** One way to ask and be answered over Kafka. Its two sides run in processes of their own. */
export interface Contender {
  readonly topics: readonly string[]
  readonly startAnswering: (ground: Ground) => Promise<Answering>
  readonly startAsking: (ground: Ground) => Promise<Asking>
}

/** What everybody answers. */
export const answerTo = (transactionId: string) => ({
  transactionId,
  isFound: true,
  status: 'settled',
  amount: { minorUnits: '12345', currency: 'EUR' },
})
