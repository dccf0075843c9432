import { expect } from 'vitest'
import type { DeliveredMessage } from '../kernel/message-bus.ts'

const patienceMs = 60_000

/** Collects deliveries, and lets a test wait until there are enough of them. */
export const inbox = () => {
  const delivered: DeliveredMessage[] = []
  return {
    delivered,
    payloads: (key?: string) =>
      delivered.filter((one) => key === undefined || one.key === key).map(({ payload }) => payload),
    take: (one: DeliveredMessage) => {
      delivered.push(one)
      return Promise.resolve()
    },
    holds: async (count: number) => {
      await expect
        .poll(() => delivered.length, { timeout: patienceMs, interval: 10 })
        .toBeGreaterThanOrEqual(count)
    },
  }
}
