import type { Pool } from 'pg'
import { pruneOutcomes } from '../adapters/postgres/prune-outcomes.ts'
import type { Clock } from '../kernel/clock.ts'
import type { OpenedInstallation } from './open-installation.ts'

export interface PruningOptions {
  readonly pool: Pool
  readonly logs: readonly string[]
  readonly clock: Clock
  readonly everyMs?: number
  readonly onError: (error: unknown) => void
}

/** Forgets outcomes whose time has passed, at once and every hour. `stop` waits for what is under way. */
export const startPruningOutcomes = ({
  pool,
  logs,
  clock,
  everyMs = 3_600_000,
  onError,
}: PruningOptions): { stop(): Promise<void> } => {
  const pruneAll = async () => {
    for (const log of logs) await pruneOutcomes(pool, log, clock.now())
  }
  let running: Promise<void> | undefined
  const prune = () => {
    // A round that takes longer than an hour is not joined by a second one.
    running ??= pruneAll()
      .catch(onError)
      .finally(() => (running = undefined))
  }
  prune()
  const timer = setInterval(prune, everyMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** The same for an installation. Returns a way to stop. */
export const keepPruning = ({
  logs,
  log,
  foundation: { databases, clock },
}: Pick<OpenedInstallation, 'logs' | 'log' | 'foundation'>): (() => Promise<void>) => {
  const onError = (error: unknown) => log.error({ part: 'outcomes' }, String(error))
  const pruning = startPruningOutcomes({ pool: databases.pool, logs, clock, onError })
  return () => pruning.stop()
}
