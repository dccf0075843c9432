/** The records of one partition that were taken up, in order, and up to where all of them are settled. */
export class SettledPlaces {
  readonly #records: { readonly offset: bigint; settled: boolean }[] = []
  #floor: bigint

  /** `from` is the record that comes first. */
  constructor(from: bigint) {
    this.#floor = from
  }

  /** What may be written down as done: the record that would have to come first after a crash. */
  get floor(): bigint {
    return this.#floor
  }

  /** Records that follow each other; some buses leave offsets out. Returns how to settle it. */
  take(offset: bigint): () => void {
    const record = { offset, settled: false }
    this.#records.push(record)
    return () => {
      record.settled = true
      for (let first = this.#records[0]; first?.settled; first = this.#records[0]) {
        this.#floor = first.offset + 1n
        this.#records.shift()
      }
    }
  }
}
