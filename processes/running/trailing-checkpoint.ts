import type { Position } from '../../kernel/message.ts'
import type { Checkpoint } from '../../kernel/relay.ts'

/** A checkpoint whose place is known here, and written down behind the work. */
export interface TrailingCheckpoint extends Checkpoint {
  /** Resolves when what was moved is written down. Throws what kept it from that. */
  settle(): Promise<void>
  /** Another process may have moved it: it is looked up at the next read. */
  forget(): void
}

/** Between two writings: each is a transaction, and after a crash so much more is repeated. */
const restMsDefault = 100

/**
 * Takes two round trips off each batch: the place is looked up once, and written down while the next batch is on its
 * way, several together where they come quickly. It moves by compare-and-set as before, and never ahead of what was
 * moved here, so a crash repeats and skips nothing. That somebody else has moved it is found out a batch later.
 */
export const trailingCheckpoint = (
  checkpoint: Checkpoint,
  name: string,
  { restMs = restMsDefault }: { readonly restMs?: number } = {},
): TrailingCheckpoint => {
  let here: Position | undefined
  let written: Position = 0
  let writing: Promise<void> | undefined
  /** Ends a rest. */
  let hurry = () => undefined as void
  let isSettling = false
  let failure: { readonly error: unknown } | undefined

  const rest = () =>
    new Promise<void>((resolve) => {
      if (restMs === 0 || isSettling) return resolve()
      const timer = setTimeout(resolve, restMs).unref()
      hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const write = async (): Promise<void> => {
    try {
      while (here !== undefined && written < here) {
        const to = here
        if (!(await checkpoint.move(written, to)))
          throw new Error(`another process has taken over ${name}`)
        written = to
        await rest()
      }
    } catch (error) {
      failure = { error }
      here = undefined
    } finally {
      // In the same turn as the last look at what there is to write, so that a move in between is not left lying.
      writing = undefined
    }
  }
  /** Said once; afterwards the place is looked up. */
  const throwFailure = (): void => {
    const failed = failure
    failure = undefined
    if (failed) throw failed.error
  }

  return {
    read: async () => {
      throwFailure()
      if (here !== undefined) return here
      hurry()
      await writing
      written = await checkpoint.read()
      here = written
      return here
    },
    move: (from, to) => {
      if (from !== here) return Promise.resolve(false)
      here = to
      if (written < to) writing ??= write()
      return Promise.resolve(true)
    },
    settle: async () => {
      isSettling = true
      hurry()
      while (writing) await writing
      isSettling = false
      throwFailure()
    },
    forget: () => {
      here = undefined
      failure = undefined
    },
  }
}
