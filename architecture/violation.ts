/** A rule broken at one place. */
export interface Violation {
  readonly slug: string
  readonly path: string
  readonly line: number
  readonly detail: string
}

/** One line that an editor can jump to. */
export function describeViolation({ slug, path, line, detail }: Violation): string {
  return `${path}:${line} ${slug}: ${detail}`
}
