import { roomInMs, usedAt, type Budget, type BudgetStore, type Spending } from '../kernel/budget.ts'

export interface BudgetsOptions {
  /** Left out: this process counts alone. */
  readonly store?: BudgetStore
  /** Milliseconds of a clock that is never set. Left out: the process's own. */
  readonly now?: () => number
  readonly settleEveryMs?: number
  readonly settleBatchMax?: number
  /** How many budgets are remembered; beyond it the one that began longest ago is forgotten. */
  readonly heldMax?: number
}

/** The answer to one request. */
export interface Grant {
  readonly granted: boolean
  /** Whole requests that may follow at once. */
  readonly remaining: number
  /** Until the budget is whole again. */
  readonly wholeInMs: number
  /** Until one more request may come; 0 where it may come now. */
  readonly roomInMs: number
}

interface Held {
  readonly key: string
  budget: Budget
  used: number
  at: number
  /** Used here, and not told to the others yet. */
  unsettled: number
  /** On its way to the others. */
  settling: number
}

/** What is used less than this share of a budget is nobody else's business: nobody is near the end of it. */
const toldFromShare = 0.1
/** What one process may use ahead of what the others know of. */
const leaseShare = 0.5
const sweepEveryMs = 10_000

/**
 * Who has used how much. A request is answered from memory alone. Beside it, processes settle what they used:
 *
 *   take: used here + what is known of the others < budget, unsettled < lease  -> granted
 *   every `settleEveryMs`, sooner when half a lease is gone: tell what was used -> learn what all have used
 *
 * What several processes granted too much before they knew of each other is in the sum, and has to come back first:
 * over time nobody gets more than the budget. While the others cannot be told, each process counts alone.
 */
export class Budgets {
  readonly #held = new Map<string, Held>()
  readonly #store: BudgetStore | undefined
  readonly #now: () => number
  readonly #settleBatchMax: number
  readonly #heldMax: number
  readonly #timers: readonly NodeJS.Timeout[]
  #toTell = new Set<Held>()
  /** Whether the others were heard the last time that they were told something. */
  #isHeard: boolean
  #settling: Promise<void> | undefined

  constructor({
    store,
    now = () => performance.now(),
    settleEveryMs = 200,
    settleBatchMax = 1_000,
    heldMax = 100_000,
  }: BudgetsOptions = {}) {
    this.#store = store
    this.#isHeard = store !== undefined
    this.#now = now
    this.#settleBatchMax = settleBatchMax
    this.#heldMax = heldMax
    this.#timers = [
      setInterval(() => void this.settle(), settleEveryMs),
      setInterval(() => this.#sweep(), sweepEveryMs),
    ]
    for (const timer of this.#timers) timer.unref()
  }

  /** Uses one request of the budget, if there is one left. */
  take(key: string, budget: Budget): Grant {
    const held = this.#hold(key, budget)
    const lease = Math.max(1, budget.requests * leaseShare)
    const isAhead = this.#isHeard && held.unsettled + held.settling >= lease
    if (isAhead || held.used + 1 > budget.requests) {
      this.#tell(held, lease)
      return this.#grant(held, false)
    }
    held.used++
    held.unsettled++
    this.#tell(held, lease)
    return this.#grant(held, true)
  }

  /** Tells the others what was used here, and learns what they used. One at a time; never rejects. */
  settle(): Promise<void> {
    this.#settling ??= this.#settleOnce().finally(() => (this.#settling = undefined))
    return this.#settling
  }

  /** Tells the rest. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#settling
    await this.settle()
  }

  #hold(key: string, budget: Budget): Held {
    const now = this.#now()
    const held = this.#held.get(key)
    if (!held) {
      if (this.#held.size >= this.#heldMax) this.#forgetOldest()
      const begun = { key, budget, used: 0, at: now, unsettled: 0, settling: 0 }
      this.#held.set(key, begun)
      return begun
    }
    held.budget = budget
    bring(held, now)
    return held
  }

  #forgetOldest(): void {
    const [oldest] = this.#held.keys()
    if (oldest !== undefined) this.#held.delete(oldest)
  }

  #grant({ used, budget }: Held, granted: boolean): Grant {
    const { requests, windowMs } = budget
    return {
      granted,
      remaining: Math.max(0, Math.floor(requests - used)),
      wholeInMs: (used * windowMs) / requests,
      roomInMs: roomInMs(used, budget),
    }
  }

  #tell(held: Held, lease: number): void {
    if (!this.#store || held.used < held.budget.requests * toldFromShare) return
    this.#toTell.add(held)
    if (this.#isHeard && held.unsettled * 2 >= lease) void this.settle()
  }

  async #settleOnce(): Promise<void> {
    const store = this.#store
    if (!store || this.#toTell.size === 0) return
    const told = [...this.#toTell].slice(0, this.#settleBatchMax)
    for (const held of told) this.#toTell.delete(held)
    for (const held of told) {
      held.settling = held.unsettled
      held.unsettled = 0
    }
    try {
      const used = await store.settle(told.map(spendingOf))
      this.#isHeard = true
      const now = this.#now()
      for (const [index, held] of told.entries()) {
        held.used = (used[index] ?? held.used) + held.unsettled
        held.at = now
      }
    } catch {
      // An outage of the database is told by everything else that needs it; here it only makes everybody count alone.
      this.#isHeard = false
      for (const held of told) {
        held.unsettled += held.settling
        this.#toTell.add(held)
      }
    } finally {
      for (const held of told) held.settling = 0
    }
  }

  #sweep(): void {
    const now = this.#now()
    for (const [key, held] of this.#held) {
      bring(held, now)
      if (held.used > 0) continue
      this.#held.delete(key)
      this.#toTell.delete(held)
    }
  }
}

const bring = (held: Held, now: number): void => {
  held.used = usedAt(held, held.budget, now)
  held.at = now
  // What has come back meanwhile need not be told any more.
  held.unsettled = Math.min(held.unsettled, held.used)
}

const spendingOf = ({ key, settling: spent, budget }: Held): Spending => ({ key, spent, budget })
