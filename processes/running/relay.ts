import type { Publisher } from '../../kernel/message-bus.ts'
import type { LiveLog } from '../../kernel/policy.ts'
import { type Checkpoint, type Publish, relayOnce } from '../../kernel/relay.ts'
import { type Consumer, startConsumer } from './consumer.ts'
import { type Following, followPace } from './policies.ts'

export interface RelayOptions extends Following {
  /** Of this relay alone. */
  readonly checkpoint: Checkpoint
  readonly bus: Publisher
}

/** Events whose messages are confirmed together. */
const batchSizeMax = 500

/** Keeps the bus up to what a context publishes. */
export const runRelay = (publish: Publish, live: LiveLog, options: RelayOptions): Consumer => {
  const { checkpoint, bus } = options
  return startConsumer({
    ...options,
    name: `relay/${live.name}`,
    step: async () => {
      const from = await checkpoint.read()
      const to = await relayOnce(live, publish, bus, checkpoint, batchSizeMax)
      if (to - from >= batchSizeMax) return 'more'
      return to > from ? { taken: to - from } : 'idle'
    },
    wakeOn: options.onAppended,
    ...followPace,
  })
}
