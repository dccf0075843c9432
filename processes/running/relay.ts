import type { Publisher } from '../../kernel/message-bus.ts'
import type { LiveLog } from '../../kernel/policy.ts'
import { type Checkpoint, type Publish, relayOnce } from '../../kernel/relay.ts'
import { type Consumer, startConsumer } from './consumer.ts'
import { type Following, followPace } from './policies.ts'
import type { WholeLog } from './whole-log.ts'

export interface RelayOptions extends Following {
  /** Of this relay alone. */
  readonly checkpoint: Checkpoint
  readonly bus: Publisher
  /** Of a log that is published whole: its batches are confirmed before the facts of the same positions. */
  readonly whole?: WholeLog
}

/** Events whose messages are confirmed together. */
const batchSizeMax = 500

/** Keeps the bus up to what a context publishes. */
export const runRelay = (publish: Publish, live: LiveLog, options: RelayOptions): Consumer => {
  const { checkpoint, bus, whole } = options
  let confirmed = -1
  return startConsumer({
    ...options,
    name: `relay/${live.name}`,
    step: async () => {
      const upTo = (await whole?.relay()) ?? Infinity
      const from = await checkpoint.read()
      const to = await relayOnce(live, publish, bus, checkpoint, { batchSizeMax, upTo })
      const isWholeBehind = whole !== undefined && upTo > confirmed
      confirmed = upTo
      if (to - from >= batchSizeMax || isWholeBehind) return 'more'
      return to > from ? { taken: to - from } : 'idle'
    },
    wakeOn: options.onAppended,
    ...followPace,
  })
}
