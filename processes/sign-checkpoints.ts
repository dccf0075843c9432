import { join } from 'node:path'
import { startCheckpointWriter } from '../operations/signed-checkpoints.ts'
import type { OpenedInstallation } from './open-installation.ts'
import { logPlace } from './operated.ts'

export interface Signing {
  /** From then on. A start that is refused signs nothing: its log may be of a past that was given up. */
  begin(): void
  /** Writes a last time, where it was begun. */
  stop(): Promise<void>
}

/** Tells outside the database where the logs stand. */
export const signCheckpoints = ({
  databases,
  secrets: { checkpointKey },
  log,
  logs,
}: Pick<OpenedInstallation, 'databases' | 'secrets' | 'log' | 'logs'>): Signing => {
  let writer: ReturnType<typeof startCheckpointWriter> | undefined
  return {
    begin: () => {
      writer ??= startCheckpointWriter({
        directory: join(databases.directory, 'checkpoints'),
        key: checkpointKey,
        logs,
        place: (name) => logPlace(databases.pool, name),
        now: () => Date.now(),
        onError: (error) => log.error({ part: 'checkpoints' }, String(error)),
      })
    },
    stop: async () => writer?.stop(),
  }
}
