import { expect, describe, it } from 'vitest'
import { memoryOwnership } from '../../adapters/memory/ownership.ts'
import { countingInMemory } from '../../testing/counting-in-memory.ts'
import { raiseOne } from '../../testing/counting.ts'
import { startConsumer } from './consumer.ts'
import { refusedOnceTakenOver, stoppedOnceTakenOver, takenOverLogs } from './taken-over-logs.ts'

const words = 'A restore has taken over the log counting'

describe('A log that a restore has taken over', () => {
  it('is told once, with the reason that was first', () => {
    const takenOver = takenOverLogs()
    let told = 0
    const unsubscribe = takenOver.onTold(() => told++)
    expect(takenOver.reasonOf('counting')).toBeUndefined()
    takenOver.tell('counting', words)
    takenOver.tell('counting', 'again')
    expect([takenOver.reasonOf('counting'), takenOver.all(), told]).toEqual([
      words,
      ['counting'],
      1,
    ])
    unsubscribe()
    takenOver.tell('others', words)
    expect(told).toBe(1)
  })

  it('takes no commands any more, not even those that it has answered; other logs do', async () => {
    const { handle, ids, log } = countingInMemory()
    const takenOver = takenOverLogs()
    const raise = (name: string) =>
      raiseOne(refusedOnceTakenOver(handle, name, takenOver), ids, 'a', 1)
    expect(await raise('counting')).toMatchObject({ kind: 'accepted' })
    takenOver.tell('counting', words)
    expect(await raise('counting')).toEqual({ kind: 'failed', reason: 'taken-over' })
    expect(await log.head()).toBe(1)
    expect(await raise('others')).toMatchObject({ kind: 'accepted' })
  })
})

describe('Work that acts on the world by logs', () => {
  const working = (logs: readonly string[], ownership = memoryOwnership()) => {
    const takenOver = takenOverLogs()
    let steps = 0
    let ends = 0
    const start = () =>
      stoppedOnceTakenOver(
        startConsumer({
          name: 'acting',
          ownership,
          step: () => Promise.resolve(steps++).then(() => 'idle' as const),
          end: () => Promise.resolve(void ends++),
          pollMs: 5,
        }),
        logs,
        takenOver,
      )
    return { takenOver, ownership, start, steps: () => steps, ends: () => ends }
  }
  const stopped = { name: 'acting', state: 'stopped', reason: words }

  it('stops with the reason once one of them is taken over, and so does who stands by', async () => {
    const { takenOver, ownership, start, steps, ends } = working(['orders', 'counting'])
    const [acting, standby] = [start(), start()]
    await expect.poll(() => acting.status().state).toBe('running')
    await expect.poll(() => standby.status().state).toBe('standby')
    takenOver.tell('counting', words)
    expect([acting.status(), standby.status()]).toEqual([stopped, stopped])
    // Whoever stops the process waits until it has ended, which it does once.
    await Promise.all([acting.stop(), acting.stop(), standby.stop()])
    expect(ends()).toBe(2)
    const done = steps()
    acting.wake()
    expect(await ownership.tryAcquire('acting')).toBeDefined()
    expect(steps()).toBe(done)
    expect(acting.status()).toEqual(stopped)
  })

  it('goes on while others are taken over, and does not begin once its own was', async () => {
    const { takenOver, start, steps } = working(['counting'])
    const acting = start()
    takenOver.tell('others', words)
    const before = steps()
    await expect.poll(steps).toBeGreaterThan(before + 1)
    expect(acting.status().state).toBe('running')
    await acting.stop()
    takenOver.tell('counting', words)
    expect(start().status()).toEqual(stopped)
  })
})
