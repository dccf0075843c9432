import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readOrCreateSecret } from '../adapters/files/secret-file.ts'
import { hasMasterKey } from '../adapters/postgres/master-key.ts'
import type { Config } from './config.ts'
import type { Databases } from './open-databases.ts'

/** What must come from outside the database. Made on first start where the environment does not give it. */
export interface Secrets {
  readonly masterKey: Buffer
  readonly checkpointKey: Buffer
  readonly railSecret: string
}

/** A secret that data depend on is gone. A new one in its place would look right and open nothing. */
export class SecretMissing extends Error {
  override readonly name = 'SecretMissing'
}

/** Throws `SecretMissing`, or `SecretFileRefused` where a file is not as it must be. */
export const readSecrets = async (
  config: Config,
  { directory, keysPool }: Pick<Databases, 'directory' | 'keysPool'>,
): Promise<Secrets> => {
  // Looked at together, so that nothing is made where something is refused.
  if (!config.masterKey) {
    await refuseHalfReplaced(directory)
    if (await hasMasterKey(keysPool)) await refuseWithout(masterKey(directory))
  }
  const signed = await checkpointKeyOf(config, directory)
  const secret = async (given: string | undefined, file: string) =>
    given ? Buffer.from(given, 'hex') : readOrCreateSecret(secretPath(directory, file))
  return {
    masterKey: await secret(config.masterKey, 'master.key'),
    checkpointKey: signed ?? (await readOrCreateSecret(checkpointKey(directory).path)),
    railSecret: (await secret(config.railSecret, 'rail.key')).toString('hex'),
  }
}

/**
 * The key that the checkpoints are signed with; undefined where there is neither a key nor anything that it signed.
 * Makes nothing. Throws `SecretMissing`.
 */
export const checkpointKeyOf = async (
  config: Config,
  directory: string,
): Promise<Buffer | undefined> => {
  if (config.checkpointKey) return Buffer.from(config.checkpointKey, 'hex')
  const key = checkpointKey(directory)
  if (await hasCheckpoints(directory)) await refuseWithout(key)
  return (await isThere(key.path)) ? readOrCreateSecret(key.path) : undefined
}

/** The master key that takes the place of the one in `master.key`, until that is done. */
export const nextMasterKeyPath = (directory: string): string =>
  secretPath(directory, 'master.key.next')
export const masterKeyPath = (directory: string): string => secretPath(directory, 'master.key')

const refuseHalfReplaced = async (directory: string): Promise<void> => {
  const path = nextMasterKeyPath(directory)
  if (await isThere(path))
    throw new SecretMissing(
      `${path} is there: the master key is being replaced, and that has not ended. ` +
        'Run `millrace master-key replace` once more; it does what is left.',
    )
}

interface Needed {
  readonly path: string
  readonly setting: string
  readonly loss: string
}

const secretPath = (directory: string, file: string): string => join(directory, 'secrets', file)

const masterKey = (directory: string): Needed => ({
  path: secretPath(directory, 'master.key'),
  setting: 'MILLRACE_MASTER_KEY',
  loss: 'The personal data of this installation are under it: without it nobody can read them again.',
})

const checkpointKey = (directory: string): Needed => ({
  path: secretPath(directory, 'checkpoint.key'),
  setting: 'MILLRACE_CHECKPOINT_KEY',
  loss:
    `What is signed in ${join(directory, 'checkpoints')} can only be proved with it. ` +
    'If it is lost, move that directory away: a new one is begun.',
})

const refuseWithout = async ({ path, setting, loss }: Needed): Promise<void> => {
  if (await isThere(path)) return
  throw new SecretMissing(
    `${path} is missing, and ${setting} is not set. Restore that file, or set ${setting}. ${loss}`,
  )
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  )

export const hasCheckpoints = async (directory: string): Promise<boolean> => {
  const names = await readdir(join(directory, 'checkpoints')).catch(() => [])
  return names.some((name) => name.endsWith('.jsonl'))
}
