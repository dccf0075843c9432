import { expect, it } from 'vitest'
import { stopTimes } from './stop-times.ts'

it('a stop is not ended before its requests have had the time that was set for them', () => {
  const set = { drainNoticeMs: 60_000, drainTimeoutMs: 120_000 }
  const { withinMs, endedAfterMs } = stopTimes(set)
  expect(withinMs).toBeGreaterThan(180_000)
  expect(endedAfterMs).toBeGreaterThan(withinMs)
  expect(stopTimes({ drainNoticeMs: 0, drainTimeoutMs: 10_000 }).endedAfterMs).toBe(45_000)
})
