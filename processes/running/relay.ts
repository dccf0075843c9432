import { setTimeout as delay } from 'node:timers/promises'
import type { Publisher } from '../../kernel/message-bus.ts'
import type { LiveLog } from '../../kernel/policy.ts'
import { type Checkpoint, type Publish, relayOnce } from '../../kernel/relay.ts'
import { type Consumer, type ConsumerOptions, startConsumer } from './consumer.ts'
import type { LoopResult } from './loop.ts'
import { type Following, followPace, overWhenInterrupted } from './policies.ts'
import { Interrupted } from './send-intents.ts'
import { trailingCheckpoint } from './trailing-checkpoint.ts'
import type { WholeLog } from './whole-log.ts'

export interface RelayOptions extends Following {
  /** Of this relay alone. */
  readonly checkpoint: Checkpoint
  readonly bus: Publisher
  /** Of a log that is published whole: its batches are confirmed before the facts of the same positions. */
  readonly whole?: WholeLog
  /** Left out: as others follow a log. A step on the bus in the database is a commit, which it shares with who appends. */
  readonly pace?: Pick<ConsumerOptions, 'paceMs' | 'paceMsMax'>
}

/** Events whose messages are confirmed together. */
const batchSizeMax = 500

/** For a bus on which questions go, which wait for two relays each: what comes while it takes over a batch is the next. */
export const promptPace = { paceMs: 2 } as const

/** How long a stop waits for a bus that does not answer. What it takes over afterwards is published again. */
const graceMs = 2_000

/** Keeps the bus up to what a context publishes. */
export const runRelay = (publish: Publish, live: LiveLog, options: RelayOptions): Consumer => {
  const { bus, whole, pace = followPace } = options
  const name = `relay/${live.name}`
  const checkpoint = trailingCheckpoint(options.checkpoint, name)
  let confirmed = -1
  let giveUp = () => undefined as void

  const step = async (): Promise<LoopResult> => {
    const upTo = (await whole?.relay()) ?? Infinity
    const from = await checkpoint.read()
    const to = await relayOnce(live, publish, bus, checkpoint, { batchSizeMax, upTo })
    const isWholeBehind = whole !== undefined && upTo > confirmed
    confirmed = upTo
    if (to - from >= batchSizeMax || isWholeBehind) return 'more'
    return to > from ? { taken: to - from } : 'idle'
  }
  const stepOrGiveUp = () =>
    new Promise<LoopResult>((resolve, reject) => {
      giveUp = () => reject(new Interrupted())
      step().then(resolve, reject)
    })

  return startConsumer({
    ...options,
    name,
    begin: () => Promise.resolve(checkpoint.forget()),
    step: () => stepOrGiveUp().catch(overWhenInterrupted),
    interrupt: () => void setTimeout(() => giveUp(), graceMs).unref(),
    end: () =>
      Promise.race([
        checkpoint.settle().catch(() => undefined),
        delay(graceMs, undefined, { ref: false }),
      ]),
    wakeOn: options.onAppended,
    ...pace,
  })
}
