import { setTimeout as delay } from 'node:timers/promises'
import { explained } from './explain.ts'
import { clientOptions, type KafkaSettings } from './settings.ts'
import { KafkaTopics } from './topics.ts'

export interface MoveGroupOptions {
  readonly group: string
  readonly topics: readonly string[]
  /** The group goes on with the first record that was taken over then, or later. ISO 8601. */
  readonly time: string
  /** For as long as members that died count as members, brokers refuse. */
  readonly patienceMs?: number
}

const betweenAttemptsMs = 1_000

/** Gives a group without members a place by time. Throws `KafkaUnusable` where the brokers refuse for too long. */
export const moveGroup = async (
  settings: KafkaSettings,
  { group, topics, time, patienceMs = 30_000 }: MoveGroupOptions,
): Promise<void> => {
  const found = new KafkaTopics(clientOptions(settings, 'millrace-restore'))
  const deadline = performance.now() + patienceMs
  try {
    const places = await found.places(topics, { time })
    for (;;)
      try {
        return await found.commit(group, places)
      } catch (error) {
        if (performance.now() > deadline)
          throw explained(`The group ${group} cannot be moved`, error)
        await delay(betweenAttemptsMs)
      }
  } finally {
    await found.close()
  }
}
