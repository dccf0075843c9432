import { describe, expect, it } from 'vitest'
import type { Checkpoint } from '../../kernel/relay.ts'
import { placeOf } from './place.ts'

/** A checkpoint that can be moved behind the back of its follower, and says what was asked of it. */
const sharedCheckpoint = () => {
  let position = 0
  const asked: string[] = []
  const checkpoint: Checkpoint = {
    read: () => {
      asked.push('read')
      return Promise.resolve(position)
    },
    move: (from, to) => {
      asked.push(`${from} to ${to}`)
      if (from !== position) return Promise.resolve(false)
      position = to
      return Promise.resolve(true)
    },
  }
  return { checkpoint, asked, moveTo: (to: number) => void (position = to) }
}

describe('The place of a follower', () => {
  it('is looked up once, and written down with what came of events', async () => {
    const { checkpoint, asked } = sharedCheckpoint()
    const place = placeOf(checkpoint)
    expect(await place.current()).toBe(0)
    await place.advance(5, false)
    await place.advance(9, false)
    expect(await place.current()).toBe(9)
    expect(asked).toEqual(['read', '0 to 5', '5 to 9'])
  })

  it('goes on past events of which nothing comes, and is written down with the next that matter', async () => {
    const { checkpoint, asked } = sharedCheckpoint()
    const place = placeOf(checkpoint)
    await place.current()
    await place.advance(5, false)
    await place.advance(6, true)
    await place.advance(7, true)
    expect(await place.current()).toBe(7)
    await place.advance(8, false)
    expect(asked).toEqual(['read', '0 to 5', '5 to 8'])
  })

  it('is written down once there is nothing left to look at, and then no more', async () => {
    const { checkpoint, asked } = sharedCheckpoint()
    const place = placeOf(checkpoint)
    await place.current()
    await place.advance(5, false)
    await place.advance(7, true)
    await place.rest()
    await place.rest()
    expect(asked).toEqual(['read', '0 to 5', '5 to 7'])
  })

  it('is looked up again where somebody else has moved it: that one carries on', async () => {
    const { checkpoint, moveTo } = sharedCheckpoint()
    const place = placeOf(checkpoint)
    await place.current()
    moveTo(20)
    await place.advance(5, false)
    expect(await place.current()).toBe(20)
  })

  it('is looked up again after a move of which is not known whether it was made', async () => {
    const { checkpoint } = sharedCheckpoint()
    let isAway = true
    const place = placeOf({
      read: () => checkpoint.read(),
      move: async (from, to) => {
        await checkpoint.move(from, to)
        if (isAway) throw new Error('the connection broke before the answer')
        return true
      },
    })
    await place.current()
    await expect(place.advance(5, false)).rejects.toThrow('connection broke')
    isAway = false
    expect(await place.current()).toBe(5)
  })
})
