import { chooseByKey, chooseLeastBusy } from './choose-worker.ts'

/** A process that answers requests which gateways forward. */
export interface WorkerPlace {
  /** Of this process, and of none that is started in its place. */
  readonly id: string
  /** `http://10.0.0.7:7401` */
  readonly url: string
  /** Whose routes it answers: names of contexts. */
  readonly serves: readonly string[]
}

/** One as a gateway holds it. */
export class Worker {
  readonly id: string
  readonly url: string
  readonly serves: readonly string[]
  /** Requests that it has not answered to the end. */
  underWay = 0
  /** Until when others are asked before it; milliseconds of a clock that is never set. */
  avoidedUntil = 0
  readonly #end = new AbortController()

  constructor({ id, url, serves }: WorkerPlace) {
    this.id = id
    this.url = url
    this.serves = serves
  }

  /** Aborts when it is known to be dead: nobody waits for its answers any longer. */
  get gone(): AbortSignal {
    return this.#end.signal
  }

  lose(): void {
    this.#end.abort()
  }
}

const avoidedMs = 1_000

/** The workers that there are, by what is told of them and by how they answer. */
export class Workers {
  #workers = new Map<string, Worker>()

  /** What a worker serves does not change while it lives. Who is not among them any more gets nothing further. */
  know(places: readonly WorkerPlace[]): void {
    this.#workers = new Map(
      places.map((place) => [place.id, this.#workers.get(place.id) ?? new Worker(place)]),
    )
  }

  /** It is dead, as far as anybody can tell: what it was asked is given up. */
  lose(id: string): void {
    this.#workers.get(id)?.lose()
    this.#workers.delete(id)
  }

  /** Who answers for `owner`, but for those that were tried; undefined where there is nobody. */
  choose(owner: string, key: string | undefined, tried: ReadonlySet<Worker>): Worker | undefined {
    const able = [...this.#workers.values()].filter(
      (worker) => worker.serves.includes(owner) && !tried.has(worker),
    )
    const now = performance.now()
    const answering = able.filter(({ avoidedUntil }) => avoidedUntil <= now)
    const among = answering.length > 0 ? answering : able
    return key === undefined ? chooseLeastBusy(among) : chooseByKey(among, key)
  }

  /** Whether anybody answers for `owner`. */
  has(owner: string): boolean {
    return this.choose(owner, undefined, new Set()) !== undefined
  }

  /** It did not answer: for a moment others are asked before it. */
  avoid(worker: Worker): void {
    worker.avoidedUntil = performance.now() + avoidedMs
  }
}
