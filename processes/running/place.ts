import type { Position } from '../../kernel/message.ts'
import type { Checkpoint } from '../../kernel/relay.ts'

/** While events stream past of which nothing comes, a checkpoint is written this often at least. */
const unwrittenMsMax = 300

/** Where a follower stands. */
export interface Place {
  /** Looked up where it is not known. */
  current(): Promise<Position>
  /** Moves on. Where `isSilent`, nothing came of the events: that is written with what follows, or soon. */
  advance(to: Position, isSilent: boolean): Promise<void>
  /** Nothing is left to look at: what is not written yet is written. */
  rest(): Promise<void>
  /** Looks it up anew the next time: somebody else may have moved it. */
  forget(): void
}

/**
 * A checkpoint that is remembered, and written where it matters: most followers see most events pass by, and a
 * transaction for each page of those would be their whole cost. What a crash takes away is looked at again.
 */
export const placeOf = (checkpoint: Checkpoint): Place => {
  let written: Position | undefined
  let reached: Position = 0
  let writtenAt = -Infinity

  const forget = () => void (written = undefined)
  const write = async (): Promise<void> => {
    const from = written
    if (from === undefined || from === reached) return
    // Until it is known to have been written it is not known where it stands.
    forget()
    // Where another process has moved it, that one carries on; the next look finds where it stands.
    if (!(await checkpoint.move(from, reached))) return
    written = reached
    writtenAt = performance.now()
  }
  return {
    current: async () => {
      if (written === undefined) written = reached = await checkpoint.read()
      return reached
    },
    advance: async (to, isSilent) => {
      reached = to
      if (!isSilent || performance.now() - writtenAt >= unwrittenMsMax) await write()
    },
    rest: write,
    forget,
  }
}
