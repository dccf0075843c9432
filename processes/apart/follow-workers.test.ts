import { describe, expect, it } from 'vitest'
import type { KnownProcess } from '../../adapters/postgres/processes.ts'
import { Workers } from '../../gateway/forwarding/workers.ts'
import { lookForWorkers } from './follow-workers.ts'

const worker = (id: string, more: Partial<KnownProcess> = {}): KnownProcess => ({
  id,
  role: 'worker',
  contexts: ['payments'],
  serves: ['payments'],
  url: 'http://127.0.0.1:1',
  version: '1',
  stopping: false,
  report: {},
  startedAt: 0,
  seenAt: 0,
  silentMs: 100,
  ...more,
})

const start = () => {
  const workers = new Workers()
  let listed: readonly KnownProcess[] | Error = []
  let nowMs = 0
  const look = lookForWorkers({
    workers,
    now: () => nowMs,
    processes: {
      list: () => (listed instanceof Error ? Promise.reject(listed) : Promise.resolve(listed)),
    },
  })
  const after = async (ms: number, now: typeof listed) => {
    listed = now
    for (let left = ms; left > 0; left -= 1_000) {
      nowMs += 1_000
      await look().catch(() => undefined)
    }
  }
  return {
    after,
    asleep: (ms: number) => (nowMs += ms),
    chosen: () => workers.choose('payments', undefined, new Set()),
  }
}

describe('The workers of a gateway', () => {
  it('are those who answer something, and do not stop', async () => {
    const { after, chosen } = start()
    await after(1_000, [worker('a')])
    expect(chosen()?.id).toBe('a')
    await after(1_000, [worker('a', { stopping: true })])
    expect(chosen()).toBeUndefined()
    await after(1_000, [worker('relay', { serves: [] })])
    expect(chosen()).toBeUndefined()
  })

  it('lose who is silent, and what it was asked is given up', async () => {
    const { after, chosen } = start()
    await after(6_000, [worker('a')])
    const gone = chosen()?.gone
    expect(gone?.aborted).toBe(false)
    await after(1_000, [worker('a', { silentMs: 4_999 })])
    expect(chosen()?.id).toBe('a')
    await after(1_000, [worker('a', { silentMs: 5_000 })])
    expect(chosen()).toBeUndefined()
    expect(gone?.aborted).toBe(true)
  })

  it('who stops keeps what it was asked', async () => {
    const { after, chosen } = start()
    await after(6_000, [worker('a')])
    const gone = chosen()?.gone
    await after(1_000, [worker('a', { stopping: true })])
    await after(1_000, [])
    expect(gone?.aborted).toBe(false)
  })

  it('stay while the database is away, and for a while after', async () => {
    const { after, chosen } = start()
    await after(6_000, [worker('a')])
    await after(30_000, new Error('the database is away'))
    expect(chosen()?.id).toBe('a')
    // Nobody could tell anything.
    await after(3_000, [worker('a', { silentMs: 33_000 })])
    expect(chosen()?.id).toBe('a')
    await after(3_000, [worker('a', { silentMs: 36_000 })])
    expect(chosen()).toBeUndefined()
  })

  it('stay when it was the gateway that was asleep', async () => {
    const { after, asleep, chosen } = start()
    await after(6_000, [worker('a')])
    asleep(60_000)
    await after(1_000, [worker('a', { silentMs: 60_000 })])
    expect(chosen()?.id).toBe('a')
  })
})
