import type { Position } from '../kernel/message.ts'
import type { ViewReader, ViewRow } from '../kernel/view.ts'

/** Rows that changed, and the position of which they, with everything before, are the state. */
export interface Changes {
  readonly rows: readonly ViewRow<object>[]
  readonly position: Position
  /** There may be more behind it. */
  readonly more: boolean
}

/** Reads what changed behind a position. A page never ends between rows that one event changed. */
export const readChanges = async (
  view: ViewReader,
  after: Position,
  limit: number,
): Promise<Changes> => {
  // Asked first: rows that change in between are read twice rather than never.
  const reached = await view.position()
  const rows = await view.changes(after, limit)
  const last = rows.at(-1)?.position ?? after
  return rows.length < limit
    ? { rows, position: Math.max(reached, last), more: false }
    : { rows, position: last, more: true }
}
