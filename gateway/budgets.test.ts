import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryBudgets } from '../adapters/memory/budget-store.ts'
import type { Budget, BudgetStore } from '../kernel/budget.ts'
import { Budgets, type BudgetsOptions } from './budgets.ts'

const perSecond: Budget = { requests: 10, windowMs: 1_000 }

/** Processes on one store, with a clock that stands until it is moved. */
const open = (given?: BudgetStore, options: BudgetsOptions = {}) => {
  const clock = { ms: 0 }
  const now = () => clock.ms
  const store = given ?? memoryBudgets({ now })
  const process = () => {
    const budgets = new Budgets({ store, now, settleEveryMs: 3_600_000, ...options })
    onTestFinished(() => budgets.close())
    return budgets
  }
  return { clock, process }
}

/** What was on its way when it began, and what came after. */
const settle = async (budgets: Budgets): Promise<void> => {
  await budgets.settle()
  await budgets.settle()
}

const granted = (budgets: Budgets, times: number, key = 'a', budget = perSecond): number =>
  Array.from({ length: times }, () => budgets.take(key, budget)).filter((grant) => grant.granted)
    .length

describe('A budget of one process', () => {
  const alone = () => {
    const clock = { ms: 0 }
    const budgets = new Budgets({ now: () => clock.ms })
    onTestFinished(() => budgets.close())
    return { clock, budgets }
  }

  it('is used up by requests at once, and comes back evenly', () => {
    const { clock, budgets } = alone()
    expect(granted(budgets, 25)).toBe(10)
    clock.ms += 99
    expect(granted(budgets, 5)).toBe(0)
    clock.ms += 1
    expect(granted(budgets, 5)).toBe(1)
    clock.ms += 60_000
    expect(granted(budgets, 25)).toBe(10)
  })

  it('says what is left, when it is whole again, and when one more may come', () => {
    const { budgets } = alone()
    expect(budgets.take('a', perSecond)).toEqual({
      granted: true,
      remaining: 9,
      wholeInMs: 100,
      roomInMs: 0,
    })
    granted(budgets, 9)
    expect(budgets.take('a', perSecond)).toEqual({
      granted: false,
      remaining: 0,
      wholeInMs: 1_000,
      roomInMs: 100,
    })
  })

  it('is not used by what was refused', () => {
    const { clock, budgets } = alone()
    granted(budgets, 5_000)
    clock.ms += 1_000
    expect(granted(budgets, 25)).toBe(10)
  })

  it("is nobody else's", () => {
    const { budgets } = alone()
    granted(budgets, 100, 'a')
    expect(granted(budgets, 100, 'b')).toBe(10)
  })

  it('of one who has not been seen for long makes room, whoever floods with new names', () => {
    const budgets = new Budgets({ heldMax: 100, now: () => 0 })
    onTestFinished(() => budgets.close())
    for (let index = 0; index < 10_000; index++) granted(budgets, 1, `name ${index}`)
    expect(granted(budgets, 20, 'somebody new')).toBe(10)
  })
})

describe('A budget of several processes', () => {
  it('is one: what one granted, the other knows once both have settled', async () => {
    const { process } = open()
    const [one, other] = [process(), process()]
    expect(granted(one, 5)).toBe(5)
    await settle(one)
    expect(granted(other, 1)).toBe(1)
    await settle(other)
    expect(granted(other, 100)).toBe(4)
  })

  it('is overdrawn at most by what each may lease before it has told the others', () => {
    const { process } = open()
    const all = [process(), process(), process()]
    expect(all.map((one) => granted(one, 100))).toEqual([5, 5, 5])
  })

  it('that was overdrawn has to come back first', async () => {
    const { clock, process } = open()
    const all = [process(), process(), process(), process()]
    for (const one of all) expect(granted(one, 100)).toBe(5)
    for (const one of all) await settle(one)
    // 20 were granted of 10: a whole second's worth too much.
    clock.ms += 1_000
    const last = all.at(-1) ?? process()
    expect(granted(last, 5)).toBe(0)
    clock.ms += 100
    expect(granted(last, 5)).toBe(1)
  })

  it('gives a lone process all of it, lease after lease', async () => {
    const { process } = open()
    const one = process()
    let all = 0
    for (let round = 0; round < 10; round++) {
      all += granted(one, 100)
      await settle(one)
    }
    expect(all).toBe(10)
  })

  it('settles by itself when half a lease is gone', async () => {
    const { process } = open()
    const [one, other] = [process(), process()]
    granted(one, 4)
    await settle(one)
    granted(other, 1)
    await settle(other)
    expect(other.take('a', perSecond).remaining).toBe(4)
  })

  it('is not told of while hardly any of it is used', async () => {
    let asked = 0
    const counted: BudgetStore = {
      settle: (spendings) => {
        asked += spendings.length
        return Promise.resolve(spendings.map(({ spent }) => spent))
      },
    }
    const one = open(counted).process()
    granted(one, 9, 'a', { requests: 100, windowMs: 1_000 })
    await settle(one)
    expect(asked).toBe(0)
    granted(one, 1, 'a', { requests: 100, windowMs: 1_000 })
    await settle(one)
    expect(asked).toBe(1)
  })

  it('is counted by each alone while the others cannot be told, and made up for afterwards', async () => {
    const memory = memoryBudgets({ now: () => 0 })
    let isDown = true
    const { process } = open({
      settle: (spendings) =>
        isDown ? Promise.reject(new Error('connection lost')) : memory.settle(spendings),
    })
    const [one, other] = [process(), process()]
    for (const each of [one, other]) {
      granted(each, 5)
      await settle(each)
      expect(granted(each, 100)).toBe(5)
    }
    isDown = false
    await settle(one)
    await settle(other)
    await settle(one)
    expect(await memory.settle([{ key: 'a', spent: 0, budget: perSecond }])).toEqual([20])
  })

  it('is told in batches, until all is told', async () => {
    const batches: number[] = []
    const one = open(
      {
        settle: (spendings) => {
          batches.push(spendings.length)
          return Promise.resolve(spendings.map(({ spent }) => spent))
        },
      },
      { settleBatchMax: 4 },
    ).process()
    for (let index = 0; index < 10; index++) granted(one, 2, `caller ${index}`)
    for (let round = 0; round < 3; round++) await one.settle()
    expect(batches).toEqual([4, 4, 2])
  })
})
