import type { Position } from '../../kernel/message.ts'
import type { Checkpoint } from '../../kernel/relay.ts'

/** How far a consumer has come, for as long as the process lives. */
export const memoryCheckpoint = (): Checkpoint => {
  let position: Position = 0
  return {
    read: () => Promise.resolve(position),
    move: (from, to) => {
      if (position !== from) return Promise.resolve(false)
      position = to
      return Promise.resolve(true)
    },
  }
}
