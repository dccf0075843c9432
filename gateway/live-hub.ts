import { setTimeout as delay } from 'node:timers/promises'
import type { Position } from '../kernel/message.ts'
import type { LiveFeed } from '../kernel/route.ts'
import { readChanges, type Changes } from './live-changes.ts'
import type { LiveConnection } from './live-connection.ts'
import type { LiveLimits } from './limits.ts'

/** Stands for all readers of one set of roles, so that what is shown cannot depend on one of them. */
const anyReader = 'live-reader'

/**
 * Everybody who watches one list. The view is read once for all of them, when it signals a change and
 * now and then in any case, and shown once for each set of roles.
 *
 *   signal, poll -> read changes behind the hub's position -> show per set of roles -> write to each
 *                     |                                         |                       |
 *                     + fails: read again at the next poll      + fails: likewise       + too slow: cut off
 */
export class LiveHub {
  readonly #feed: LiveFeed
  readonly #limits: LiveLimits
  readonly #onError: (error: unknown) => void
  readonly #connections = new Set<LiveConnection>()
  /** Connections that are open, those that still catch up included. */
  #open = 0
  #position: Position = 0
  #started: Promise<void> | undefined
  /** Counts beginnings, so that one that was overtaken by an ending knows it. */
  #beginnings = 0
  #stop: (() => void) | undefined
  #scheduled: NodeJS.Timeout | undefined
  #lastReadAt = 0
  #reading: Promise<void> | undefined

  constructor(feed: LiveFeed, limits: LiveLimits, onError: (error: unknown) => void) {
    this.#feed = feed
    this.#limits = limits
    this.#onError = onError
  }

  /** Brings a reader from where it stopped to the present, then keeps it there until it goes. */
  async join(connection: LiveConnection, after: Position | undefined): Promise<void> {
    this.#open++
    connection.onClose(() => this.#leave(connection))
    this.#started ??= this.#start()
    await this.#started
    // A place that the view has not come to is answered from the present on.
    connection.send(undefined, Math.min(after ?? this.#position, this.#position))
    while (connection.isOpen && connection.position < this.#position) {
      const changes = await readChanges(
        this.#feed.view,
        connection.position,
        this.#limits.rowsPerReadMax,
      )
      const data = await this.#show(changes, connection)
      const before = connection.position
      connection.send(data, changes.position)
      await connection.drained()
      // Only the hub has been here: its next reading, not this loop, shows how that came about.
      if (changes.position === before) await delay(this.#limits.coalesceMs)
    }
    if (connection.isOpen) this.#connections.add(connection)
  }

  #leave(connection: LiveConnection): void {
    this.#connections.delete(connection)
    if (--this.#open > 0) return
    this.#stop?.()
    this.#stop = undefined
    this.#started = undefined
    this.#beginnings++
    clearTimeout(this.#scheduled)
    this.#scheduled = undefined
  }

  async #start(): Promise<void> {
    const beginning = ++this.#beginnings
    try {
      this.#position = await this.#feed.view.position()
    } catch (error) {
      this.#started = undefined
      throw error
    }
    if (beginning !== this.#beginnings || this.#open === 0) return
    const stopListening = this.#feed.view.onChanged(() => this.#schedule())
    const poll = setInterval(() => this.#schedule(), this.#limits.pollMs)
    this.#stop = () => {
      stopListening()
      clearInterval(poll)
    }
  }

  /** A burst of signals is one reading. */
  #schedule(): void {
    if (this.#scheduled || this.#reading) {
      this.#scheduled ??= setTimeout(() => this.#read(), this.#limits.coalesceMs)
      return
    }
    const wait = Math.max(0, this.#lastReadAt + this.#limits.coalesceMs - performance.now())
    this.#scheduled = setTimeout(() => this.#read(), wait)
  }

  #read(): void {
    this.#scheduled = undefined
    if (this.#reading) return this.#schedule()
    this.#lastReadAt = performance.now()
    this.#reading = this.#bringAll()
      .catch(this.#onError)
      .finally(() => (this.#reading = undefined))
  }

  async #bringAll(): Promise<void> {
    for (let more = true; more && this.#open > 0;) {
      const changes = await readChanges(
        this.#feed.view,
        this.#position,
        this.#limits.rowsPerReadMax,
      )
      await this.#deliver(changes)
      this.#position = Math.max(this.#position, changes.position)
      more = changes.more
    }
  }

  async #deliver(changes: Changes): Promise<void> {
    const shown = new Map<string, string | undefined>()
    if (changes.rows.length > 0)
      for (const connection of this.#connections) {
        const key = connection.roles.join()
        if (!shown.has(key)) shown.set(key, await this.#show(changes, connection))
      }
    for (const connection of this.#connections) {
      const key = connection.roles.join()
      // Whoever has caught up meanwhile, and further, has seen these rows as they are now or newer.
      if (connection.position >= changes.position) continue
      if (changes.rows.length === 0) connection.position = changes.position
      else if (shown.has(key)) connection.send(shown.get(key), changes.position)
      else connection.send(await this.#show(changes, connection), changes.position)
    }
  }

  async #show({ rows }: Changes, { roles }: LiveConnection): Promise<string | undefined> {
    if (rows.length === 0) return undefined
    const items = await this.#feed.show(rows, { actor: anyReader, roles })
    return items.length === 0 ? undefined : JSON.stringify({ items })
  }
}
