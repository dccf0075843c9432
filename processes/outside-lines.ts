import type { NamedLine } from '../adapters/postgres/traffic/lines.ts'

/** The lines of this process to other systems, wherever in it they are opened. */
export class OutsideLines {
  readonly #sources: (() => readonly NamedLine[])[] = []
  add(source: () => readonly NamedLine[]): void {
    this.#sources.push(source)
  }
  all(): readonly NamedLine[] {
    return this.#sources.flatMap((source) => source())
  }
}
