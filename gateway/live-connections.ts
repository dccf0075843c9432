import type { Caller } from '../kernel/role.ts'
import type { LiveLimits } from './limits.ts'

/** One of them, whoever makes its events. */
export interface OpenStream {
  readonly caller: Caller
  /** Looks up again whether the caller may still see this. */
  readonly mayStay: () => Promise<boolean>
  /** Tells the reader that it is still open. */
  beat(): void
  end(): void
  onClose(listener: () => void): void
}

/** Callers that are looked up at the same time. */
const lookUpsMax = 8

/** All open streams of this gateway: how many each caller has, their heartbeat, and who may stay. */
export class LiveConnections {
  readonly #limits: LiveLimits
  readonly #onError: (error: unknown) => void
  readonly #connections = new Set<OpenStream>()
  readonly #timers: readonly NodeJS.Timeout[]
  #closed = false
  #isLooking = false
  #isLookedAgain = false

  constructor(limits: LiveLimits, onError: (error: unknown) => void) {
    this.#limits = limits
    this.#onError = onError
    this.#timers = [
      setInterval(() => this.#beat(), limits.heartbeatMs),
      setInterval(() => this.checkCallers(), limits.callerCheckMs),
    ]
    for (const timer of this.#timers) timer.unref()
  }

  get count(): number {
    return this.#connections.size
  }

  hasRoomFor(actor: string): boolean {
    let held = 0
    for (const { caller } of this.#connections) if (caller.actor === actor) held++
    return held < this.#limits.connectionsPerCallerMax && !this.#closed
  }

  add(connection: OpenStream): void {
    this.#connections.add(connection)
    connection.onClose(() => this.#connections.delete(connection))
  }

  /** Ends every stream; their readers resume elsewhere, or after the restart. */
  close(): void {
    this.#closed = true
    for (const timer of this.#timers) clearInterval(timer)
    for (const connection of this.#connections) connection.end()
  }

  #beat(): void {
    for (const connection of this.#connections) connection.beat()
  }

  /** Ends the streams of those who may no longer see them. What changes meanwhile is looked at in a second round. */
  checkCallers(): void {
    this.#isLookedAgain = this.#isLooking
    if (this.#isLooking || this.#closed) return
    this.#isLooking = true
    const waiting = [...this.#connections]
    const look = async (): Promise<void> => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await this.#check(next)
    }
    void Promise.all(Array.from({ length: lookUpsMax }, look)).finally(() => {
      this.#isLooking = false
      if (this.#isLookedAgain) this.checkCallers()
    })
  }

  async #check(connection: OpenStream): Promise<void> {
    try {
      if (!(await connection.mayStay())) connection.end()
    } catch (error) {
      // Not being able to look it up is no reason to send anybody away; the next look decides.
      this.#onError(error)
    }
  }
}
