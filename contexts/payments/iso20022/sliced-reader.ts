import type { Problem } from './pain001-problem.ts'

/** Reads a file while its text arrives, and gives what it found in slices, so that no file has to be held whole. */
export interface SlicedReader<Header, Slice, End> {
  /** False: the file is refused, nothing more need be sent. */
  write(text: string): boolean
  /** Once, at the end of the file or when `write` has said false. */
  end(): End | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  /** Those that have become complete since this was asked last; the rest after `end`. */
  slices(): readonly Slice[]
  header(): Header | undefined
}
