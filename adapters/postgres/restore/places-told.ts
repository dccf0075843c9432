import type { Position } from '../../../kernel/message.ts'

type Places = Readonly<Record<string, Position>>

/** So many are remembered at most; older ones are thinned out. */
const toldMax = 1_000

/** How far a log's consumers had come, as its records told over the time. */
export class PlacesTold {
  #told: { readonly at: number; readonly places: Places }[] = []

  add(at: number, places: Places): void {
    this.#told.push({ at, places })
    if (this.#told.length <= toldMax) return
    const newest = this.#told.slice(-toldMax / 2)
    const older = this.#told.slice(0, -toldMax / 2).filter((_, index) => index % 2 === 0)
    this.#told = [...older, ...newest]
  }

  /** What was told last, at a time or before it. */
  until(at: number): Places {
    return this.#told.findLast((one) => one.at <= at)?.places ?? {}
  }
}
