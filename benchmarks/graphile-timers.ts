import { setTimeout as delay } from 'node:timers/promises'
import type { TestPostgres } from '../testing/postgres.ts'
import type { Lateness } from './measure.ts'
import { addressOf, loadGraphileWorker } from './peers.ts'

export interface GraphileOptions {
  /** Of its database. */
  readonly name: string
  readonly count: number
  readonly leadMs: number
  readonly worker: object
}

/** Jobs are fetched in hundreds and their ends written together. */
export const withLocalQueue = { localQueue: { size: 500 }, completeJobBatchDelay: 0 }

/** As many jobs of graphile-worker, due at one moment, that do nothing but say that they ran. */
export const graphileFirings = async (
  postgres: TestPostgres,
  { name, count, leadMs, worker }: GraphileOptions,
): Promise<Lateness> => {
  const { connection } = await postgres.createDatabase(name)
  const { runMigrations, makeWorkerUtils, run, Logger } = await loadGraphileWorker()
  const connectionString = addressOf(connection)
  const logger = new Logger(() => () => undefined)
  await runMigrations({ connectionString, logger })
  const due = Date.now() + leadMs
  const utils = await makeWorkerUtils({ connectionString, logger })
  const jobs = Array.from({ length: count }, (_, index) => ({
    identifier: 'remind',
    payload: { counter: `timer-${index}` },
    runAt: new Date(due),
  }))
  await utils.addJobs(jobs)
  await utils.release()
  const lateness: number[] = []
  const runner = await run({
    noHandleSignals: true,
    logger,
    taskList: { remind: () => void lateness.push(Date.now() - due) },
    preset: {
      worker: {
        connectionString,
        concurrentJobs: 24,
        maxPoolSize: 20,
        pollInterval: 50,
        ...worker,
      },
    },
  })
  while (lateness.length < count) await delay(5)
  await runner.stop()
  return lateness
}
