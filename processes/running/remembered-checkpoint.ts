import type { Position } from '../../kernel/message.ts'
import type { Checkpoint } from '../../kernel/relay.ts'

/**
 * A checkpoint that is looked up once and not at each step, for work of which one process has the most part. It moves
 * as it did; who finds that another process has moved it, or does not know, looks it up anew.
 */
export const rememberedCheckpoint = (checkpoint: Checkpoint): Checkpoint => {
  let here: Position | undefined
  return {
    read: async () => (here ??= await checkpoint.read()),
    move: async (from, to) => {
      here = undefined
      const moved = await checkpoint.move(from, to)
      if (moved) here = to
      return moved
    },
  }
}
