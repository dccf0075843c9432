import type pg from 'pg'
import type { LogReader } from '../../../kernel/event-store.ts'
import type { Json } from '../../../kernel/json.ts'
import type { DomainEvent, Position } from '../../../kernel/message.ts'
import type { View, ViewReader } from '../../../kernel/view.ts'
import { boundedQueries, type Queries } from '../bounded-queries.ts'
import { ChangeSignal } from './change-signal.ts'
import { type FollowResult, ViewFollower, type ViewFollowerOptions } from './follow-view.ts'
import {
  cancelRebuild,
  openView,
  pauseRebuild,
  requestRebuild,
  resumeRebuild,
} from './open-view.ts'
import { PostgresViewReader } from './reader.ts'
import { type RebuildResult, ViewRebuild, type ViewRebuildOptions } from './rebuild-view.ts'
import { readRebuild, readRegistered, servedPosition } from './registry.ts'
import type { RebuildState } from './registry.ts'
import { Turns } from './turns.ts'
import { WantedRebuilds } from './wanted-rebuilds.ts'

export interface PostgresViewOptions<Row extends object, E extends DomainEvent> {
  /** For following; see following-pool.ts. */
  readonly pool: pg.Pool
  /** For readers, so that they do not wait behind a rebuild; `pool` if it is left out. */
  readonly readerPool?: pg.Pool
  /** Shared with the other views of the process; a view alone asks for itself. */
  readonly wanted?: WantedRebuilds
  readonly context: string
  readonly log: LogReader
  readonly view: View<Row, E>
  readonly limits?: Pick<ViewRebuildOptions<Row, E>, 'rowsHeldMax' | 'flushRowsMax'> &
    Pick<ViewFollowerOptions<Row, E>, 'unwrittenMsMax'>
}

export interface ViewStatus {
  readonly context: string
  readonly name: string
  /** Of the generation that readers are served from. */
  readonly version: number
  readonly state: 'live' | 'building' | 'stopped'
  /** Why it was stopped: the event that it cannot get past. */
  readonly reason?: string
  readonly position: Position
  readonly head: Position
  readonly rebuild?: RebuildProgress
}

export interface RebuildProgress {
  readonly state: RebuildState
  readonly reason?: string
  readonly position: Position
  readonly target: Position
  readonly ratePerSecond: number
  /** Absent while nothing is known about the rate, or nothing moves. */
  readonly secondsLeft?: number
  /** What the rebuilt rows were found to be, compared with those that they replaced. */
  readonly report?: Json
}

/** A view of one context on PostgreSQL: asked by anybody, followed and rebuilt by whoever owns it. */
export class PostgresView<Row extends object, E extends DomainEvent> {
  readonly name: string
  readonly reader: ViewReader<Row>
  readonly #options: PostgresViewOptions<Row, E>
  /** For whoever waits for an answer. */
  readonly #asked: Queries
  readonly #signal = new ChangeSignal()
  readonly #turns = new Turns()
  readonly #follower: ViewFollower<Row, E>
  #rebuild: ViewRebuild<Row, E> | undefined

  constructor(options: PostgresViewOptions<Row, E>) {
    const { context, log, view } = options
    this.name = view.name
    this.#options = options
    this.#asked = boundedQueries(options.readerPool ?? options.pool)
    this.reader = new PostgresViewReader({
      pool: this.#asked,
      context,
      log,
      view,
      signal: this.#signal,
    })
    this.#follower = new ViewFollower({ ...options, ...options.limits, signal: this.#signal })
  }

  /** Prepares the view for following: by its owner, once, before the first step. */
  async open(): Promise<void> {
    this.#follower.forget()
    await openView(this.#options)
  }

  /** Folds one page of events into the live generation. */
  step(): Promise<FollowResult> {
    return this.#turns.run(() => this.#follower.step())
  }

  /** For processes that do not follow the view: passes on to their readers that it has changed. */
  async observe(): Promise<void> {
    const position = await this.reader.position()
    if (position !== this.#signal.position) this.#signal.tell(position)
  }

  /** Whether a generation of this version waits to be built. */
  async rebuildWanted(): Promise<boolean> {
    const { pool, context, view, wanted = new WantedRebuilds(pool) } = this.#options
    return (await wanted.version(context, view.name)) === view.version
  }

  /**
   * Builds the generation that is wanted, beside the live one, and puts it in its place. Aborting `signal`
   * leaves the rest to the next owner.
   */
  async rebuild(signal: AbortSignal): Promise<RebuildResult> {
    const { pool, context, log, view } = this.#options
    const wanted = await readRebuild(pool, context, log.name, view.name)
    if (wanted?.state !== 'running' || wanted.version !== view.version) return 'halted'
    const turns = this.#turns
    const { generation } = wanted
    this.#rebuild = new ViewRebuild({
      ...this.#options,
      ...this.#options.limits,
      generation,
      turns,
    })
    try {
      const result = await this.#rebuild.run(signal)
      if (result === 'done') this.#follower.forget()
      return result
    } finally {
      this.#rebuild = undefined
    }
  }

  /** False where one is under way already. */
  requestRebuild(): Promise<boolean> {
    return requestRebuild(this.#options)
  }

  async pauseRebuild(): Promise<boolean> {
    const paused = await pauseRebuild(this.#options)
    if (paused) this.#rebuild?.halt()
    return paused
  }

  resumeRebuild(): Promise<boolean> {
    return resumeRebuild(this.#options)
  }

  async cancelRebuild(): Promise<boolean> {
    this.#rebuild?.halt()
    return cancelRebuild(this.#options)
  }

  async status(): Promise<ViewStatus> {
    const { context, log, view } = this.#options
    const registered = await readRegistered(this.#asked, context, view.name)
    const position = await servedPosition(this.#asked, context, log.name, view.name)
    const rebuild = await this.#progress()
    return {
      context,
      name: view.name,
      version: registered?.version ?? view.version,
      state: registered?.state ?? 'building',
      ...(registered?.reason ? { reason: registered.reason } : {}),
      position,
      head: await log.head(),
      ...(rebuild ? { rebuild } : {}),
    }
  }

  async #progress(): Promise<RebuildProgress | undefined> {
    const { context, log, view } = this.#options
    const rebuild = await readRebuild(this.#asked, context, log.name, view.name)
    if (!rebuild) return undefined
    const { state, reason, target, rate, report } = rebuild
    const position = state === 'done' ? target : rebuild.position
    const moving = state === 'running' && rate > 0
    return {
      state,
      ...(reason === null ? {} : { reason }),
      position,
      target,
      ratePerSecond: Math.round(rate),
      ...(moving ? { secondsLeft: Math.ceil(Math.max(0, target - position) / rate) } : {}),
      ...(report === null ? {} : { report }),
    }
  }
}
