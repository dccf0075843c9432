import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Budget, BudgetStore } from '../kernel/budget.ts'

/** Two processes over one store. */
export type OpenBudgets = () => Promise<{
  readonly one: BudgetStore
  readonly other: BudgetStore
  readonly close: () => Promise<void>
}>

// So slow to come back that the time of a test does not show.
const slow: Budget = { requests: 100, windowMs: 1e9 }

/** What every store of shared budgets promises. */
export const budgetStoreConformance = (where: string, open: OpenBudgets): void => {
  describe(`Budgets shared over ${where}`, () => {
    let opened: Awaited<ReturnType<OpenBudgets>>
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())
    const settled = async (by: 'one' | 'other', key: string, spent: number, budget = slow) => {
      const [used] = await opened[by].settle([{ key, spent, budget }])
      return Math.round(used ?? Number.NaN)
    }

    it('begin unused', async () => {
      expect(await settled('one', randomUUID(), 0)).toBe(0)
      expect(await settled('one', randomUUID(), 7)).toBe(7)
    })

    it('add up what each process used', async () => {
      const key = randomUUID()
      expect(await settled('one', key, 3)).toBe(3)
      expect(await settled('other', key, 4)).toBe(7)
      expect(await settled('one', key, 0)).toBe(7)
    })

    it('remember more than there was, so that what was used too much is made up for', async () => {
      const key = randomUUID()
      await settled('one', key, 100)
      expect(await settled('other', key, 60)).toBe(160)
    })

    it('come back with time', async () => {
      const key = randomUUID()
      const fast = { requests: 1_000, windowMs: 100 }
      expect(await settled('one', key, 1_000, fast)).toBe(1_000)
      await expect.poll(() => settled('other', key, 0, fast)).toBe(0)
      expect(await settled('one', key, 5, slow)).toBe(5)
    })

    it('are apart, whatever they are called, and answered in the order of the question', async () => {
      const run = randomUUID()
      const keys = ['', "o'brien", '"', '\\', 'Ä', 'x'.repeat(3_000), 'a,b', '{}'].map(
        (name) => run + name,
      )
      const spendings = keys.map((key, index) => ({ key, spent: index + 1, budget: slow }))
      await opened.one.settle(spendings.slice(3))
      await opened.one.settle(spendings.slice(0, 3))
      const asked = spendings.toReversed().map((spending) => ({ ...spending, spent: 0 }))
      expect((await opened.other.settle(asked)).map((used) => Math.round(used))).toEqual([
        8, 7, 6, 5, 4, 3, 2, 1,
      ])
    })

    it('may be asked for nothing', async () => {
      expect(await opened.one.settle([])).toEqual([])
    })

    it('lose nothing when processes settle the same ones at once, in any order', async () => {
      const run = randomUUID()
      const spendings = Array.from({ length: 50 }, (_, index) => ({
        key: `${run}${index}`,
        spent: 1,
        budget: slow,
      }))
      await Promise.all(
        Array.from({ length: 20 }, (_, round) =>
          round % 2 === 0
            ? opened.one.settle(spendings)
            : opened.other.settle(spendings.toReversed()),
        ),
      )
      const asked = spendings.map((spending) => ({ ...spending, spent: 0 }))
      const used = (await opened.one.settle(asked)).map((units) => Math.round(units))
      expect(new Set(used)).toEqual(new Set([20]))
    })
  })
}
