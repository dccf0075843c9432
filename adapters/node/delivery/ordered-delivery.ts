import { setTimeout as delay } from 'node:timers/promises'
import type { DeliveredMessage } from '../../../kernel/message-bus.ts'
import { attempt, delayAfter, type Handling } from './attempt.ts'
import { SettledPlaces } from './settled-places.ts'
import { Slots } from './slots.ts'

export interface OrderedDeliveryOptions extends Handling {
  readonly concurrencyMax?: number
  /** Told when a partition's floor may have moved, or when there is room for more. */
  readonly onSettled?: () => void
}

/** What a bus hands over: a message as it lies in its partition. */
export type Taken = Omit<DeliveredMessage, 'attempt'>

/**
 * Hands records to a handler: those of a key one after the other, different keys at the same time, and again
 * what it threw at.
 *
 *   offer -> partition -> lane of the key -> slot -> handle -> settled, floor
 *                             ^                         |
 *                             +----- back-off, no slot -+
 */
export class OrderedDelivery {
  readonly #options: OrderedDeliveryOptions
  readonly #slots: Slots
  #pending = 0

  constructor(options: OrderedDeliveryOptions) {
    this.#options = options
    this.#slots = new Slots(options.concurrencyMax ?? concurrencyMaxDefault)
  }

  /** Taken and not settled: what a bus bounds before it fetches more. */
  get pending(): number {
    return this.#pending
  }

  /** A partition that is this member's from now on, beginning at that record. */
  open(from: bigint): Partition {
    return new Partition(from, this.#slots, this.#options, (change) => {
      this.#pending += change
    })
  }

  pause(): void {
    this.#slots.pause()
  }

  resume(): void {
    this.#slots.resume()
  }
}

const concurrencyMaxDefault = 16

interface Entry {
  readonly message: Taken
  readonly settle: () => void
}

/** A partition while a member has it. */
export class Partition {
  readonly #places: SettledPlaces
  readonly #slots: Slots
  readonly #options: OrderedDeliveryOptions
  readonly #count: (change: number) => void
  readonly #lanes = new Map<string, Entry[]>()
  readonly #stopping = new AbortController()
  readonly #underWay = new Set<Promise<unknown>>()
  #pending = 0

  constructor(
    from: bigint,
    slots: Slots,
    options: OrderedDeliveryOptions,
    count: (change: number) => void,
  ) {
    this.#places = new SettledPlaces(from)
    this.#slots = slots
    this.#options = options
    this.#count = count
  }

  /** All before it is settled. */
  get floor(): bigint {
    return this.#places.floor
  }

  get pending(): number {
    return this.#pending
  }

  /** To be called in the partition's order. */
  offer(message: Taken): void {
    if (this.#stopping.signal.aborted) return
    const entry = { message, settle: this.#places.take(BigInt(message.offset)) }
    this.#pending++
    this.#count(1)
    const lane = this.#lanes.get(message.key)
    if (lane) lane.push(entry)
    else {
      const fresh = [entry]
      this.#lanes.set(message.key, fresh)
      void this.#run(message.key, fresh)
    }
  }

  /** There is nothing to be handled up to there: what lies between records belongs to the bus. */
  pass(offset: bigint): void {
    this.#places.take(offset)()
  }

  /** Begins with nothing more, and resolves when what is under way has ended: the floor then stays. */
  async drop(): Promise<void> {
    this.#stopping.abort()
    this.#count(-this.#pending)
    await Promise.allSettled(this.#underWay)
  }

  async #run(key: string, lane: Entry[]): Promise<void> {
    for (let entry = lane[0]; entry; entry = lane[0]) {
      if (!(await this.#settle(entry))) return
      lane.shift()
      this.#options.onSettled?.()
    }
    this.#lanes.delete(key)
  }

  /** False where the partition was dropped before. */
  async #settle({ message, settle }: Entry): Promise<boolean> {
    const { signal } = this.#stopping
    for (let attempts = 1; ; attempts++) {
      await this.#slots.take()
      const over = signal.aborted
      const working = over ? undefined : attempt(this.#options, { ...message, attempt: attempts })
      if (working) this.#underWay.add(working)
      const failure = await working
      if (working) this.#underWay.delete(working)
      // Before the slot is given on: whoever waits for what is under way then sees the floor that it left.
      if (!over && !failure) this.#done(settle)
      this.#slots.give()
      if (over) return false
      if (!failure) return true
      const waitMs = delayAfter(attempts, this.#options.retryDelaysMs)
      await delay(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }

  #done(settle: () => void): void {
    settle()
    if (this.#stopping.signal.aborted) return
    this.#pending--
    this.#count(-1)
  }
}
