import { expect, it, onTestFinished } from 'vitest'
import { startRepeating } from './repeating.ts'

const eventually = { timeout: 30_000, interval: 5 }

it('Work that is repeated runs once at a time, and tells of each outage once', async () => {
  let [runs, underWay, most] = [0, 0, 0]
  let isAway = true
  const told: string[] = []
  const repeating = startRepeating({
    everyMs: 1,
    onError: (error) => told.push(String(error)),
    atEnd: true,
    task: async () => {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setTimeout(resolve, 3))
      underWay--
      runs++
      if (isAway) throw new Error('away')
    },
  })
  onTestFinished(() => repeating.stop())
  await expect.poll(() => runs, eventually).toBeGreaterThan(3)
  expect(told).toEqual(['Error: away'])
  isAway = false
  const before = runs
  await expect.poll(() => runs, eventually).toBeGreaterThan(before + 2)
  isAway = true
  await expect.poll(() => told, eventually).toHaveLength(2)
  await repeating.stop()
  const atEnd = runs
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect([runs, most]).toEqual([atEnd, 1])
})
