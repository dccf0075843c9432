import { describe, expect, it } from 'vitest'
import { memoryCheckpoint } from '../../adapters/memory/checkpoints.ts'
import type { Checkpoint } from '../../kernel/relay.ts'
import { trailingCheckpoint } from './trailing-checkpoint.ts'

/** Counts what reaches the store, and lets it wait. */
const slow = () => {
  const inner = memoryCheckpoint()
  const moves: (readonly [number, number])[] = []
  const waiting: (() => void)[] = []
  const checkpoint: Checkpoint = {
    read: () => inner.read(),
    move: async (from, to) => {
      moves.push([from, to])
      await new Promise<void>((resolve) => waiting.push(resolve))
      return inner.move(from, to)
    },
  }
  return { inner, moves, checkpoint, answer: () => waiting.shift()?.() }
}

const turns = () => new Promise((resolve) => setImmediate(resolve))

describe('A checkpoint that trails the work', () => {
  it('is known here at once, and written down behind it, several moves together', async () => {
    const { inner, moves, checkpoint, answer } = slow()
    const trailing = trailingCheckpoint(checkpoint, 'relay', { restMs: 1 })
    expect(await trailing.read()).toBe(0)
    for (const to of [10, 20, 30]) expect(await trailing.move(to - 10, to)).toBe(true)
    expect([await trailing.read(), await inner.read()]).toEqual([30, 0])
    answer()
    await turns()
    expect(await inner.read()).toBe(10)
    await expect.poll(() => moves.length).toBe(2)
    answer()
    await trailing.settle()
    expect(moves).toEqual([
      [0, 10],
      [10, 30],
    ])
    expect(await inner.read()).toBe(30)
  })

  it('says that another has moved it, once, and then stands where that one left it', async () => {
    const inner = memoryCheckpoint()
    const trailing = trailingCheckpoint(inner, 'relay/payments')
    await trailing.read()
    await inner.move(0, 7)
    expect(await trailing.move(0, 5)).toBe(true)
    await turns()
    expect(await trailing.move(5, 9)).toBe(false)
    await expect(trailing.read()).rejects.toThrow('another process has taken over relay/payments')
    expect(await trailing.read()).toBe(7)
    expect(await inner.read()).toBe(7)
  })

  it('repeats and skips nothing where the store was away', async () => {
    const inner = memoryCheckpoint()
    let isAway = true
    const trailing = trailingCheckpoint(
      {
        read: () => inner.read(),
        move: (from, to) => (isAway ? Promise.reject(new Error('away')) : inner.move(from, to)),
      },
      'relay',
    )
    await trailing.read()
    await trailing.move(0, 5)
    await expect(trailing.settle()).rejects.toThrow('away')
    isAway = false
    expect(await trailing.read()).toBe(0)
    await trailing.move(0, 5)
    await trailing.settle()
    expect(await inner.read()).toBe(5)
  })

  it('rests between two writings, and not when it is to settle', async () => {
    const inner = memoryCheckpoint()
    const trailing = trailingCheckpoint(inner, 'relay', { restMs: 3_600_000 })
    await trailing.read()
    await trailing.move(0, 5)
    await expect.poll(() => inner.read()).toBe(5)
    await trailing.move(5, 9)
    await turns()
    expect(await inner.read()).toBe(5)
    await trailing.settle()
    expect(await inner.read()).toBe(9)
  })

  it('writes down what is moved at the very end of a writing', async () => {
    const inner = memoryCheckpoint()
    const trailing = trailingCheckpoint(inner, 'relay', { restMs: 0 })
    await trailing.read()
    for (let to = 1; to <= 50; to++) {
      await trailing.move(to - 1, to)
      // Another number of turns each time, so that one of them falls between the last look and the end.
      for (let turn = 0; turn < to % 10; turn++) await Promise.resolve()
    }
    await turns()
    expect(await inner.read()).toBe(50)
  })

  it('is looked up where the work was handed over meanwhile', async () => {
    const inner = memoryCheckpoint()
    const trailing = trailingCheckpoint(inner, 'relay')
    await trailing.read()
    await inner.move(0, 12)
    trailing.forget()
    expect(await trailing.read()).toBe(12)
  })
})
