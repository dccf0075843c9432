import type { Instant } from '../../kernel/clock.ts'
import type { Position } from '../../kernel/message.ts'
import type { StoredTimer, TimerStore } from '../../kernel/timer-store.ts'
import type { TimerChanges } from './timer-changes.ts'

/** Where a log never rests, changes are written this often at least, or once there are so many. */
const heldMsMax = 500
const changesHeldMax = 5_000

/** Timers whose latest changes are in memory still. */
export interface HeldTimers {
  /** How far is folded, whether or not that is written. Looked up where it is not known. */
  position(): Promise<Position>
  /** When the next one is due, of those that are written and those that are held. */
  nextDue(): Instant
  /** To be called with what follows `position`. Writes where much is held, or for long. */
  hold(changes: TimerChanges): Promise<void>
  /** Writes what is held. False where another process has moved on: nothing is known any more then. */
  write(): Promise<boolean>
  /** Written timers have gone: looks up when the next one is due. */
  look(): Promise<void>
  /** Everything is looked up anew, and what is held is folded again. */
  forget(): void
}

/**
 * Most timers are cancelled soon after they were set: a question is answered within milliseconds, and its deadline
 * lies seconds away. Such a pair is never written. The place in the log is written with the timers, so what a crash
 * takes away is folded again from the events that set it, by whoever carries on; whoever wants to know what is due
 * writes first.
 */
export const heldTimers = (
  timers: Pick<TimerStore, 'position' | 'nextDue' | 'apply'>,
  now: () => number = () => performance.now(),
): HeldTimers => {
  let written: Position | undefined
  let reached: Position = 0
  let nextDue = Infinity
  let heldSince = 0
  let set = new Map<string, StoredTimer>()
  let cancelled = new Set<string>()

  const letGo = () => {
    set = new Map()
    cancelled = new Set()
  }
  const forget = () => {
    written = undefined
    letGo()
  }
  const look = async () => {
    nextDue = (await timers.nextDue()) ?? Infinity
  }
  const write = async (): Promise<boolean> => {
    const from = written
    if (from === undefined || from === reached) return true
    const changes = [[...set.values()], [...cancelled]] as const
    // Until it is known to have been written it is not known where it stands.
    forget()
    if (!(await timers.apply(from, reached, ...changes))) return false
    written = reached
    return true
  }

  return {
    position: async () => {
      if (written !== undefined) return reached
      // In this order: a dead owner's last page may still be stored between the two, and the timers of a page
      // that counts as folded must not be missed.
      const position = await timers.position()
      await look()
      written = reached = position
      return reached
    },
    nextDue: () => nextDue,
    hold: async (changes) => {
      if (reached === written) heldSince = now()
      for (const timer of changes.cancelled) {
        set.delete(timer)
        // It may have been written before.
        cancelled.add(timer)
      }
      for (const timer of changes.set) {
        cancelled.delete(timer.timer)
        set.set(timer.timer, timer)
        nextDue = Math.min(nextDue, timer.due)
      }
      reached = changes.to
      if (set.size + cancelled.size >= changesHeldMax || now() - heldSince >= heldMsMax)
        await write()
    },
    write,
    look,
    forget,
  }
}
