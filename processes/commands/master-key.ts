import { createFileOnce, renameFile } from '../../adapters/files/create-file-once.ts'
import { readOrCreateSecret, readSecret } from '../../adapters/files/secret-file.ts'
import { resealLetters } from '../../adapters/postgres/dead-letters/reseal-letters.ts'
import {
  masterKeyIdOf,
  openMasterKey,
  replaceMasterKey,
  storedMasterKeyId,
} from '../../adapters/postgres/master-key.ts'
import { resealOperations } from '../../adapters/postgres/reseal-operations.ts'
import type { Config } from '../config.ts'
import { openDatabases, type Databases } from '../open-databases.ts'
import { masterKeyPath, nextMasterKeyPath } from '../secrets.ts'
import { isInstalled, isUsed, notInstalled } from './existing-installation.ts'

type Print = (line: string) => void

/** The two keys, and what makes the new one the one that counts. */
interface Replacement {
  readonly current: Buffer
  readonly next: Buffer
  /** Prints what is left to be done. */
  readonly conclude: () => Promise<void>
}

/**
 * Puts another master key in the place of the one that is. Of a stopped installation. Interrupted at any place, it is
 * run once more and does what is left:
 *
 *   new key kept (master.key.next) -> keys wrapped anew, one transaction -> promised requests and dead letters sealed anew
 *     -> old key kept (master.key.<id>) -> master.key
 *
 * Returns the exit code.
 */
export const replaceMasterKeyCommand = async (
  config: Config,
  logs: readonly string[],
  print: Print,
): Promise<number> => {
  if (!(await isInstalled(config))) {
    print(notInstalled(config))
    return 1
  }
  const databases = await openDatabases(config, () => undefined, false)
  try {
    if (!(await isUsed(databases, logs))) {
      print(notInstalled(config))
      return 1
    }
    const replacement = config.masterKey
      ? givenKeys(config.masterKey, config.newMasterKey, print)
      : await keptKeys(config, databases.directory, print)
    if (!replacement) return 1
    await replace(databases, replacement, print)
    await replacement.conclude()
    printConsequences(print)
    return 0
  } finally {
    await databases.close()
  }
}

const replace = async (
  { pool, keysPool }: Databases,
  { current, next }: Replacement,
  print: Print,
): Promise<void> => {
  if ((await storedMasterKeyId(keysPool)) === masterKeyIdOf(next))
    print('The keys are wrapped by the new master key already.')
  else {
    await replaceMasterKey(keysPool, await openMasterKey(keysPool, current), next)
    print('All keys are wrapped by the new master key.')
  }
  const sealed = await resealOperations(pool, current, next)
  print(`${sealed} promised requests and kept answers were sealed anew.`)
  const letters = await resealLetters(pool, current, next)
  print(`${letters} dead letters were sealed anew.`)
}

const givenKeys = (
  masterKey: string,
  newMasterKey: string | undefined,
  print: Print,
): Replacement | undefined => {
  if (newMasterKey === undefined || newMasterKey.toLowerCase() === masterKey.toLowerCase()) {
    print(
      'Set MILLRACE_NEW_MASTER_KEY to another key than MILLRACE_MASTER_KEY: 64 hexadecimal digits.',
    )
    print('`openssl rand -hex 32` makes one. Keep it where the other one is kept before you go on.')
    return undefined
  }
  return {
    current: Buffer.from(masterKey, 'hex'),
    next: Buffer.from(newMasterKey, 'hex'),
    conclude: async () => print('Start with MILLRACE_MASTER_KEY set to the new one, everywhere.'),
  }
}

const keptKeys = async (
  { newMasterKey }: Config,
  directory: string,
  print: Print,
): Promise<Replacement | undefined> => {
  const [path, nextPath] = [masterKeyPath(directory), nextMasterKeyPath(directory)]
  if (newMasterKey !== undefined) {
    print(
      `The master key is kept in ${path}: a new one is made there. Leave MILLRACE_NEW_MASTER_KEY out.`,
    )
    return undefined
  }
  const current = await readSecret(path)
  if (!current) {
    print(
      `${path} is missing. Restore it, or set MILLRACE_MASTER_KEY: without it nothing can be wrapped anew.`,
    )
    return undefined
  }
  const next = await readOrCreateSecret(nextPath)
  const oldPath = `${path}.${masterKeyIdOf(current)}`
  return {
    current,
    next,
    conclude: async () => {
      await createFileOnce(oldPath, current)
      await renameFile(nextPath, path)
      print(
        `The new master key is ${path}: back it up, apart from the databases, before you start.`,
      )
      print(
        `The old one is ${oldPath}: it opens backups from before. Move it to where they cannot be read with it.`,
      )
    },
  }
}

const printConsequences = (print: Print): void => {
  print('')
  print(
    'Everybody has to sign in again. Tracking links, passwords and second factors stay as they are.',
  )
  print(
    'Secrets of webhooks are made from the master key, so each has changed: rotate it under Webhooks,',
  )
  print('with an overlap of 0 hours, and give its receiver the new one.')
  print(
    'API keys, and the password of the first administrator, were made from the old master key and go on:',
  )
  print('where somebody may know that one, issue others and revoke these.')
  print('Old copies of the database of keys still open with the old master key.')
}
