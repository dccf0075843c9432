import type { Place, SubscribeOptions } from '../../kernel/message-bus.ts'
import type { KafkaTopics } from './topics.ts'

/**
 * Fixes where a group begins that was never here, before its first member joins: what is looked up after the join
 * misses what was sent in between. Returns those places, for brokers that do not take them.
 */
export const startGroup = async (
  topics: KafkaTopics,
  { group, topics: names, from }: SubscribeOptions,
): Promise<readonly Place[]> => {
  const committed = await topics.committed(group, names)
  const places = await topics.places(names, from)
  const missing = places.filter(
    (place) =>
      !committed.some(
        ({ topic, partition }) => topic === place.topic && partition === place.partition,
      ),
  )
  // While the group has members they have done it, or do it when they commit.
  if (missing.length > 0) await topics.commit(group, missing).catch(() => undefined)
  return missing
}
