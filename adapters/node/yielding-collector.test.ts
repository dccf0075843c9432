import { readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect } from 'vitest'
import { itWhen } from '../../testing/run-when.ts'
import { letCollectorYield } from './yielding-collector.ts'

itWhen(process.platform === 'linux', 'only Linux tells threads apart')(
  'lets the collecting threads yield, and no other',
  () => {
    const own = getPriority()
    const lower = () =>
      readdirSync('/proc/self/task').filter((thread) => getPriority(Number(thread)) > own)
    const yielding = letCollectorYield()
    expect(yielding).toBeGreaterThan(0)
    expect(lower()).toHaveLength(yielding)
    expect(getPriority()).toBe(own)
  },
)
