import { describe, expect, it } from 'vitest'
import { memoryCheckpoint } from '../../adapters/memory/checkpoints.ts'
import { rememberedCheckpoint } from './remembered-checkpoint.ts'

/** Counts how often it is looked up, and can be away. */
const counted = () => {
  const inner = memoryCheckpoint()
  const counts = { reads: 0, isAway: false }
  const checkpoint = rememberedCheckpoint({
    read: () => {
      counts.reads++
      return inner.read()
    },
    move: (from, to) => (counts.isAway ? Promise.reject(new Error('away')) : inner.move(from, to)),
  })
  return { inner, counts, checkpoint }
}

describe('A checkpoint that is remembered', () => {
  it('is looked up once, and has moved when it says so', async () => {
    const { inner, counts, checkpoint } = counted()
    for (let at = 0; at < 5; at++) {
      expect(await checkpoint.read()).toBe(at)
      expect(await checkpoint.move(at, at + 1)).toBe(true)
      expect(await inner.read()).toBe(at + 1)
    }
    expect(counts.reads).toBe(1)
  })

  it('is looked up anew where another has moved it', async () => {
    const { inner, checkpoint } = counted()
    await checkpoint.read()
    await inner.move(0, 7)
    expect(await checkpoint.move(0, 5)).toBe(false)
    expect(await checkpoint.read()).toBe(7)
  })

  it('is looked up anew where it is not known whether it moved', async () => {
    const { inner, counts, checkpoint } = counted()
    await checkpoint.read()
    counts.isAway = true
    await expect(checkpoint.move(0, 5)).rejects.toThrow('away')
    await inner.move(0, 5)
    expect(await checkpoint.read()).toBe(5)
  })
})
