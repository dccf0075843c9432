import type { Pool } from 'pg'
import type { Context } from '../../kernel/context.ts'
import type { Ids } from '../../kernel/id.ts'
import type { MessageBus } from '../../kernel/message-bus.ts'

export interface RestoreOptions {
  readonly pool: Pool
  readonly bus: Pick<MessageBus, 'places' | 'read' | 'publish'>
  readonly environment: string
  /** Whose logs are made again, with what folds their timers. */
  readonly contexts: readonly Pick<Context, 'name' | 'events' | 'schedules' | 'commands'>[]
  /** A drill says nothing on the bus, and nobody can start on what it makes. */
  readonly kind: 'takeover' | 'drill'
  /** The keys of personal data are lost for good: start is not to wait for them. */
  readonly keysLost?: boolean
  readonly ids: Ids
  readonly now: () => number
  readonly onProgress?: (progress: RestoreProgress) => void
  /** How long topics are watched for somebody who writes still. */
  readonly watchMs?: number
}

export interface RestoreProgress {
  readonly log: string
  readonly position: number
  readonly done: boolean
}

/** What became of a log. */
export interface RestoredLog {
  readonly log: string
  readonly topic: string
  readonly position: number
  readonly hash: string
  readonly epoch: number
  /** When the newest of what it holds was said, in milliseconds; 0 where it holds nothing. */
  readonly saidAt: number
  /** The high watermark up to which its topic was read. */
  readonly end: string
  readonly repeated: number
  readonly superseded: number
  /** A batch whose last parts never came. */
  readonly cutOff?: { readonly first: number; readonly last: number }
  readonly timers: number
}
