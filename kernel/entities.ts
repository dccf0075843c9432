import type { Entity, StreamRead } from './decider.ts'
import type { EventStore } from './event-store.ts'
import { FamiliarMap } from './familiar-map.ts'
import type { Json } from './json.ts'
import type { StreamName } from './message.ts'

interface Held {
  readonly version: number
  readonly state: unknown
}

/** A stream's state after a decision, and how far it has come. */
export interface MovedState {
  readonly read: StreamRead
  readonly from: number
  readonly version: number
  readonly state: unknown
}

export interface EntitiesOptions {
  /** How many states are kept in memory; those that moved once go first, then the least recently moved. */
  readonly heldMax?: number
  /** Events read from a stream in one go. */
  readonly pageSize?: number
}

/**
 * States of streams, kept in memory between commands. What is held may run ahead of the log: a command
 * that is on its way has already moved it, so that the next one is decided on what its predecessor leaves.
 * The expected version decides in the end; what turns out wrong is dropped and read again.
 */
export class Entities {
  readonly #log: EventStore
  readonly #pageSize: number
  readonly #held: FamiliarMap<StreamName, Held>
  readonly #loading = new Map<StreamName, Promise<void>>()

  constructor(log: EventStore, { heldMax = 50_000, pageSize = 5_000 }: EntitiesOptions = {}) {
    this.#log = log
    this.#held = new FamiliarMap(heldMax)
    this.#pageSize = pageSize
  }

  /** Resolves once every stream's state is held that is not presumed new, or was dropped again meanwhile. */
  async load(reads: readonly StreamRead[]): Promise<void> {
    // The first of them would have to go before the last has come, for ever.
    const { familiarMax } = this.#held
    if (reads.length > familiarMax)
      throw new Error(`a command reads ${reads.length} streams; ${familiarMax} can be held`)
    await Promise.all(
      reads
        .filter(({ stream, presumedNew }) => !presumedNew && !this.#held.has(stream))
        .map((read) => this.#loadOnce(read)),
    )
  }

  /**
   * The states as they are now, or undefined where one has been dropped meanwhile. Never waits: a stream that is
   * presumed new needs no look into the log.
   */
  current(reads: readonly StreamRead[]): readonly Held[] | undefined {
    const held: Held[] = []
    for (const { stream, entity, presumedNew } of reads) {
      const entry = this.#held.get(stream)
      if (!entry && !presumedNew) return undefined
      held.push(entry ?? { version: 0, state: entity.initialState })
    }
    return held
  }

  /** Moves a state forward by what was just decided. */
  advance(stream: StreamName, version: number, state: unknown): void {
    this.#held.set(stream, { version, state })
  }

  drop(stream: StreamName): void {
    this.#held.delete(stream)
    // A read that began before the drop may bring back what was just found wrong.
    this.#loading.delete(stream)
  }

  #loadOnce(read: StreamRead): Promise<void> {
    const running = this.#loading.get(read.stream)
    if (running) return running
    const loading = this.#fold(read.stream, read.entity).then((held) => {
      if (this.#loading.get(read.stream) !== loading) return
      this.#loading.delete(read.stream)
      // Somebody asks for it who had nothing to do with its beginning, or had forgotten it.
      this.#held.setFamiliar(read.stream, held)
    })
    // A failed read is forgotten, so that the next command tries again; its caller sees the error.
    loading.catch(() => {
      if (this.#loading.get(read.stream) === loading) this.#loading.delete(read.stream)
    })
    this.#loading.set(read.stream, loading)
    return loading
  }

  async #fold<State>(stream: StreamName, entity: Entity<State>): Promise<Held> {
    const snapshot =
      entity.snapshot && (await this.#log.readSnapshot(stream, entity.snapshot.version))
    let version = snapshot?.version ?? 0
    let state = snapshot ? (snapshot.state as State) : entity.initialState
    for (;;) {
      const page = await this.#log.readStream(stream, version, this.#pageSize)
      for (const event of page) state = entity.evolve(state, event)
      version = page.at(-1)?.version ?? version
      if (page.length < this.#pageSize) break
    }
    await this.#saveSnapshot(stream, entity, { version, state }, snapshot?.version ?? 0)
    return { version, state }
  }

  /** Called with states that have become durable. */
  keepSnapshots(moved: readonly MovedState[]): void {
    for (const { read, from, version, state } of moved) {
      const every = read.entity.snapshot?.every
      if (!every || Math.floor(from / every) === Math.floor(version / every)) continue
      void this.#saveSnapshot(read.stream, read.entity, { version, state }, 0)
    }
  }

  /** A snapshot that cannot be saved costs time later, nothing else. */
  async #saveSnapshot<State>(
    stream: StreamName,
    entity: Entity<State>,
    held: Held,
    since: number,
  ): Promise<void> {
    const { snapshot } = entity
    if (!snapshot || held.version - since < snapshot.every) return
    await this.#log
      .saveSnapshot(stream, snapshot.version, {
        version: held.version,
        state: held.state as Json,
      })
      .catch(() => undefined)
  }
}
