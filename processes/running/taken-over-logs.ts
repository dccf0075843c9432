import type { HandleCommand } from '../../kernel/handle-command.ts'
import type { Consumer } from './consumer.ts'

/** Which logs of this database a restore has taken over, as far as this process knows. It never unlearns it. */
export interface TakenOverLogs {
  tell(log: string, reason: string): void
  /** Undefined while the log is the one that counts. */
  reasonOf(log: string): string | undefined
  all(): readonly string[]
  /** Returns a way to stop listening. */
  onTold(listener: () => void): () => void
}

export const takenOverLogs = (): TakenOverLogs => {
  const reasons = new Map<string, string>()
  const listeners = new Set<() => void>()
  return {
    tell: (log, reason) => {
      if (reasons.has(log)) return
      reasons.set(log, reason)
      for (const listener of listeners) listener()
    },
    reasonOf: (log) => reasons.get(log),
    all: () => [...reasons.keys()],
    onTold: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Wraps a handler so that nothing more is decided for a log that was taken over; repetitions are not answered either. */
export const refusedOnceTakenOver = (
  handle: HandleCommand,
  log: string,
  { reasonOf }: Pick<TakenOverLogs, 'reasonOf'>,
) =>
  ((definition, command, envelope) =>
    reasonOf(log) === undefined
      ? handle(definition, command, envelope)
      : Promise.resolve({ kind: 'failed', reason: 'taken-over' })) satisfies HandleCommand

/**
 * Ends work that acts on the world by these logs once one of them was taken over: what is under way may end within the
 * time that it has at a stop. It is `stopped` then, with the reason; whoever stands by in this process, as well.
 */
export const stoppedOnceTakenOver = (
  consumer: Consumer,
  logs: readonly string[],
  takenOver: TakenOverLogs,
): Consumer => {
  let reason: string | undefined
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= consumer.stop())
  const look = () => {
    if (reason !== undefined) return
    reason = logs.map((log) => takenOver.reasonOf(log)).find((one) => one !== undefined)
    // Whoever stops the process waits for the same, and hears of what fails.
    if (reason !== undefined) stop().catch(() => undefined)
  }
  const unsubscribe = takenOver.onTold(look)
  look()
  return {
    name: consumer.name,
    status: () =>
      reason === undefined ? consumer.status() : { name: consumer.name, state: 'stopped', reason },
    wake: () => consumer.wake(),
    stop: () => {
      unsubscribe()
      return stop()
    },
  }
}
