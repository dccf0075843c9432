import type { MessageBus, Publisher, TopicShape } from '../kernel/message-bus.ts'

/** Makes each topic before the first message goes to it, in the shape that its name asks for. */
export const ensuredTopics = (
  bus: Pick<MessageBus, 'publish' | 'ensureTopics'>,
  shapeOf: (topic: string) => TopicShape,
): Publisher => {
  const ensured = new Set<string>()
  return {
    publish: async (messages) => {
      const topics = new Set(messages.map(({ topic }) => topic))
      const missing = [...topics].filter((topic) => !ensured.has(topic))
      if (missing.length > 0) await bus.ensureTopics(missing.map(shapeOf))
      for (const topic of missing) ensured.add(topic)
      await bus.publish(messages)
    },
  }
}

const dayMs = 24 * 60 * 60 * 1000

/** Topics of facts: enough partitions for a few workers, and a week to read them. */
export const factsShape = (name: string): TopicShape => ({
  name,
  partitions: 6,
  retentionMs: 7 * dayMs,
})
