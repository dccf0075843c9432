import type { Clock, Instant } from '../kernel/clock.ts'
import type { Json } from '../kernel/json.ts'
import type { ClaimedOperation, NewOperation, OperationStore } from '../kernel/operation-store.ts'
import { problemReply, type Problem, type Reply } from '../kernel/reply.ts'

export interface OperationLimits {
  /** How long a process may be silent before another takes its operations over. */
  readonly leaseMs: number
  /** How often leases are renewed, and what nobody holds is looked for. */
  readonly lookEveryMs: number
  /** Carried out at once by one process; the others wait their turn. */
  readonly underWayMax: number
  /** After so long a request that always meets an outage is given up. */
  readonly givenUpAfterMs: number
  readonly backoffMs: number
  readonly backoffMaxMs: number
  /** How long an answer can be asked for. */
  readonly keptMs: number
}

export const operationLimits: OperationLimits = {
  leaseMs: 30_000,
  lookEveryMs: 5_000,
  underWayMax: 8,
  givenUpAfterMs: 15 * 60_000,
  backoffMs: 250,
  backoffMaxMs: 15_000,
  keptMs: 7 * 24 * 60 * 60_000,
}

/** An answer as it is kept: what the caller would have been given at once. */
export interface KeptAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Json
}

export type CarryOut = (operation: ClaimedOperation) => Promise<Reply>

export interface OperationsOptions {
  readonly store: OperationStore
  readonly clock: Clock
  readonly onError: (error: unknown) => void
  /** What an error that a route threw is answered with. */
  readonly problemOf: (error: unknown) => Problem
  readonly limits?: Partial<OperationLimits>
}

/**
 * Carries promised requests out: each at least once, and with one effect, because the command's id is derived from
 * the request. What a process that died has left behind, another takes over.
 */
export class Operations {
  readonly store: OperationStore
  readonly #options: OperationsOptions
  readonly #limits: OperationLimits
  readonly #routes = new Map<string, CarryOut>()
  readonly #held = new Map<string, ClaimedOperation>()
  readonly #waiting: ClaimedOperation[] = []
  readonly #underWay = new Map<string, Promise<void>>()
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | undefined

  constructor(options: OperationsOptions) {
    this.store = options.store
    this.#options = options
    this.#limits = { ...operationLimits, ...options.limits }
  }

  /** Says how requests of a route are carried out. */
  register(route: string, carryOut: CarryOut): void {
    this.#routes.set(route, carryOut)
  }

  /** Takes up what is left from before, now and from time to time. */
  start(): void {
    void this.#look()
    this.#timer = setInterval(() => void this.#look(), this.#limits.lookEveryMs)
    this.#timer.unref()
  }

  /** Once this resolves to anything but `other-content`, the request will be carried out. */
  async accept(operation: NewOperation): Promise<'accepted' | 'known' | 'other-content'> {
    const accepted = await this.store.accept(operation, this.#leaseUntil())
    const { fingerprint: _, ...rest } = operation
    if (accepted === 'accepted') this.#take({ ...rest, attempts: 0 })
    return accepted
  }

  /** True once this process has ended it; false when the time passed first, or another process has it. */
  async waitFor(id: string, timeoutMs: number): Promise<boolean> {
    let isOver = false
    const over = pause(timeoutMs, this.#stop.signal).then(() => (isOver = true))
    while (this.#held.has(id) && !isOver)
      await Promise.race([over, this.#underWay.get(id) ?? pause(20, this.#stop.signal)])
    return !this.#held.has(id)
  }

  /** What is under way may end within the time; everything else is left to others. */
  async close(timeoutMs: number): Promise<void> {
    clearInterval(this.#timer)
    this.#stop.abort()
    const tooLate = new AbortController()
    await Promise.race([Promise.all(this.#underWay.values()), pause(timeoutMs, tooLate.signal)])
    tooLate.abort()
    if (this.#held.size === 0) return
    await this.store.renew([...this.#held.keys()], 0).catch(this.#options.onError)
  }

  #leaseUntil(): Instant {
    return this.#options.clock.now() + this.#limits.leaseMs
  }

  async #look(): Promise<void> {
    const now = this.#options.clock.now()
    try {
      if (this.#held.size > 0) await this.store.renew([...this.#held.keys()], this.#leaseUntil())
      const room = this.#limits.underWayMax - this.#held.size
      if (room > 0)
        for (const operation of await this.store.claim(now, this.#leaseUntil(), room, [
          ...this.#routes.keys(),
        ]))
          this.#take(operation)
      await this.store.forget(now)
    } catch (error) {
      this.#options.onError(error)
    }
  }

  #take(operation: ClaimedOperation): void {
    this.#held.set(operation.id, operation)
    this.#waiting.push(operation)
    this.#next()
  }

  #next(): void {
    while (this.#underWay.size < this.#limits.underWayMax && !this.#stop.signal.aborted) {
      const operation = this.#waiting.shift()
      if (!operation) return
      const work = this.#carryOut(operation)
        .catch((error: unknown) => {
          // Its end could not be kept: whoever finds the lease over begins anew.
          this.#held.delete(operation.id)
          this.#options.onError(error)
        })
        .finally(() => {
          this.#underWay.delete(operation.id)
          this.#next()
        })
      this.#underWay.set(operation.id, work)
    }
  }

  async #carryOut(operation: ClaimedOperation): Promise<void> {
    const { clock } = this.#options
    const givenUpAt = operation.acceptedAt + this.#limits.givenUpAfterMs
    for (let attempt = 0; ; attempt++) {
      const reply = await this.#attempt(operation)
      const isPassing = reply.status === 503 || reply.headers?.['retry-after'] !== undefined
      if (isPassing && clock.now() < givenUpAt) {
        const waitMs = Math.min(this.#limits.backoffMs * 2 ** attempt, this.#limits.backoffMaxMs)
        await pause(waitMs, this.#stop.signal)
        // Still held, still in progress: another process goes on with it.
        if (this.#stop.signal.aborted) return
        continue
      }
      const { status, headers, body } = reply
      await this.store.end(operation.id, {
        state: status >= 500 || isPassing ? 'failed' : 'done',
        answer: {
          status,
          ...(headers ? { headers } : {}),
          ...(body === undefined ? {} : { body }),
        },
        endedAt: clock.now(),
        keptUntil: clock.now() + this.#limits.keptMs,
      })
      this.#held.delete(operation.id)
      return
    }
  }

  async #attempt(operation: ClaimedOperation): Promise<Reply> {
    const carryOut = this.#routes.get(operation.route)
    // Only routes that are carried out here are claimed; another process has the others.
    if (!carryOut) return { status: 503 }
    try {
      return await carryOut(operation)
    } catch (error) {
      const problem = this.#options.problemOf(error)
      if (problem.status === 500) this.#options.onError(error)
      return problemReply(problem)
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
