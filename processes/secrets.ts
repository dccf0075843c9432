import { join } from 'node:path'
import { readOrCreateSecret } from '../adapters/files/secret-file.ts'
import type { Config } from './config.ts'

/** What must come from outside the database. Made on first start where the environment does not give it. */
export interface Secrets {
  readonly masterKey: Buffer
  readonly checkpointKey: Buffer
  readonly railSecret: string
}

export const readSecrets = async (config: Config, directory: string): Promise<Secrets> => {
  const secret = async (given: string | undefined, file: string) =>
    given ? Buffer.from(given, 'hex') : readOrCreateSecret(join(directory, 'secrets', file))
  return {
    masterKey: await secret(config.masterKey, 'master.key'),
    checkpointKey: await secret(config.checkpointKey, 'checkpoint.key'),
    railSecret: (await secret(config.railSecret, 'rail.key')).toString('hex'),
  }
}
