import type { BaseOptions } from '@platformatic/kafka'

export interface KafkaSettings {
  /** `host:port` of some of the brokers; they tell of the others. */
  readonly brokers: readonly string[]
  readonly sasl?: {
    readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
    readonly username: string
    readonly password: string
  }
  /** Undefined: plain. `ca` is PEM; without it, what the machine trusts. */
  readonly tls?: { readonly ca?: string }
  readonly compression?: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
}

/** What every client is opened with. */
export const clientOptions = (settings: KafkaSettings, clientId: string): BaseOptions => ({
  clientId,
  bootstrapBrokers: [...settings.brokers],
  autocreateTopics: false,
  ...(settings.sasl ? { sasl: settings.sasl } : {}),
  ...(settings.tls ? { tls: settings.tls } : {}),
})
