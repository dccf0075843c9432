import { join } from 'node:path'
import { startCheckpointWriter } from '../operations/signed-checkpoints.ts'
import type { OpenedInstallation } from './open-installation.ts'
import { logPlace } from './operated.ts'

/** Tells outside the database where the logs stand. Returns a way to stop, which writes a last time. */
export const signCheckpoints = ({
  databases,
  secrets: { checkpointKey },
  log,
  logs,
}: Pick<OpenedInstallation, 'databases' | 'secrets' | 'log' | 'logs'>): (() => Promise<void>) => {
  const writer = startCheckpointWriter({
    directory: join(databases.directory, 'checkpoints'),
    key: checkpointKey,
    logs,
    place: (name) => logPlace(databases.pool, name),
    now: () => Date.now(),
    onError: (error) => log.error({ part: 'checkpoints' }, String(error)),
  })
  return () => writer.stop()
}
