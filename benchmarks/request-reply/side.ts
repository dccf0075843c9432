import type { KafkaSettings } from '../../adapters/kafka/settings.ts'

/** What both sides of a contender are told. */
export interface Ground {
  readonly kafka: KafkaSettings
  /** Host, port, user and database of PostgreSQL; migrated for the logs `asking` and `answering`. */
  readonly database: { host: string; port: number; user: string; database: string }
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

export const partitions = 6

/** What everybody answers. */
export const answerTo = (transactionId: string) => ({
  transactionId,
  isFound: true,
  status: 'settled',
  amount: { minorUnits: '12345', currency: 'EUR' },
})
