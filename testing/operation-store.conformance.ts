import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { NewOperation, OperationStore } from '../kernel/operation-store.ts'

/** What every store of operations promises, whatever keeps them. Each call of `open` gives a process on the same store. */
export const operationStoreConformance = (
  where: string,
  open: () => Promise<{ one: OperationStore; other: OperationStore }>,
): void => {
  describe(`Operations in ${where}`, () => {
    let one: OperationStore
    let other: OperationStore
    beforeAll(async () => {
      ;({ one, other } = await open())
    })

    const operation = (rest: Partial<NewOperation> = {}): NewOperation => ({
      id: randomUUID(),
      actor: 'api-key:1',
      route: 'sendParcel',
      fingerprint: 'f',
      request: { body: { to: 'Ada Lovelace' }, list: [1, null] },
      acceptedAt: 1_000,
      ...rest,
    })
    const done = {
      state: 'done',
      answer: { status: 201 },
      endedAt: 1_500,
      keptUntil: 9_000,
    } as const

    it('are in progress until they end, and show their answer then', async () => {
      const asked = operation()
      expect(await one.accept(asked, 2_000)).toBe('accepted')
      const { id, route, acceptedAt } = asked
      expect(await other.find(id, asked.actor)).toEqual({
        id,
        route,
        acceptedAt,
        state: 'in-progress',
      })
      await one.end(id, done)
      expect(await other.find(id, asked.actor)).toEqual({
        id,
        route,
        acceptedAt,
        state: 'done',
        endedAt: 1_500,
        answer: { status: 201 },
      })
    })

    it('are seen by who asked for them alone', async () => {
      const asked = operation()
      await one.accept(asked, 2_000)
      expect(await one.find(asked.id, 'api-key:2')).toBeUndefined()
      expect(await one.find(randomUUID(), asked.actor)).toBeUndefined()
    })

    it('are accepted once; another request with the same id is told apart', async () => {
      const asked = operation()
      expect(await one.accept(asked, 2_000)).toBe('accepted')
      expect(await other.accept({ ...asked, acceptedAt: 1_200 }, 2_000)).toBe('known')
      expect(await other.accept({ ...asked, fingerprint: 'g' }, 2_000)).toBe('other-content')
      await one.end(asked.id, done)
      expect(await other.accept(asked, 2_000)).toBe('known')
    })

    it('end once, whoever ends them', async () => {
      const asked = operation()
      await one.accept(asked, 2_000)
      await one.end(asked.id, done)
      await other.end(asked.id, { ...done, state: 'failed', answer: { status: 500 } })
      expect(await one.find(asked.id, asked.actor)).toMatchObject({
        state: 'done',
        answer: { status: 201 },
      })
    })

    it('are taken over once their lease has ended, by one process, with what was asked', async () => {
      const asked = operation({ acceptedAt: 500 })
      const held = operation()
      const ended = operation()
      for (const each of [asked, held, ended]) await one.accept(each, 100_000)
      await one.renew([held.id], 200_000)
      await one.end(ended.id, done)
      expect(await claimed(99_999, [asked, held, ended])).toEqual([])
      const [first, second] = await Promise.all([
        claimed(100_000, [asked, held, ended]),
        claimed(100_000, [asked, held, ended]),
      ])
      const { fingerprint: _, ...rest } = asked
      expect([...first, ...second]).toEqual([{ ...rest, attempts: 1 }])
      expect(await claimed(100_000, [asked, held, ended])).toEqual([])
      expect(await claimed(300_000, [asked])).toMatchObject([{ id: asked.id, attempts: 2 }])
    })

    it('are left to who carries their route out', async () => {
      const asked = operation({ route: 'ofAnotherProcess' })
      await one.accept(asked, 1_000)
      expect(await other.claim(500_000, 600_000, 1_000, ['nobodyAsksForThis'])).toEqual([])
      const [claimed] = await other.claim(500_000, 600_000, 1_000, ['ofAnotherProcess'])
      expect(claimed?.id).toBe(asked.id)
    })

    /** Only those of this test; others lie in the same store. */
    const claimed = async (now: number, mine: readonly NewOperation[]) => {
      const ids = new Set(mine.map(({ id }) => id))
      const all = await other.claim(now, now + 150_000, 1_000)
      return all.filter(({ id }) => ids.has(id))
    }

    it('are forgotten when their time is over, and never before they end', async () => {
      const [ended, open_] = [operation(), operation()]
      for (const each of [ended, open_]) await one.accept(each, 2_000)
      await one.end(ended.id, done)
      await one.forget(8_999)
      expect(await one.find(ended.id, ended.actor)).toBeDefined()
      await one.forget(9_000)
      expect(await one.find(ended.id, ended.actor)).toBeUndefined()
      expect(await one.find(open_.id, open_.actor)).toBeDefined()
    })
  })
}
