import { join } from 'node:path'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import { verifyLog } from '../../adapters/postgres/verify-log.ts'
import { readCheckpoints } from '../../operations/signed-checkpoints.ts'
import type { Config } from '../config.ts'
import { openDatabasesBeside, type Databases } from '../open-databases.ts'
import { checkpointKeyOf } from '../secrets.ts'
import { isInstalled, isUsed, notInstalled } from './existing-installation.ts'

type Print = (line: string) => void

/**
 * Recomputes each log and holds it against its signed checkpoints, beside whatever runs. Returns the exit code:
 * 1 where anything is not as it was written.
 */
export const verifyCommand = async (
  config: Config,
  logs: readonly string[],
  print: Print,
): Promise<number> => {
  if (!(await isInstalled(config))) {
    print(notInstalled(config))
    return 1
  }
  const databases = await openDatabasesBeside(config)
  try {
    if (!(await isUsed(databases, logs))) {
      print(notInstalled(config))
      return 1
    }
    const checkpointKey = await checkpointKeyOf(config, databases.directory)
    let problems = 0
    for (const log of logs) problems += await verifyOne(databases, checkpointKey, log, print)
    printLimits(print)
    return problems === 0 ? 0 : 1
  } finally {
    await databases.close()
  }
}

/** Returns the number of problems. */
const verifyOne = async (
  { pool, directory }: Databases,
  checkpointKey: Buffer | undefined,
  log: string,
  print: Print,
): Promise<number> => {
  const known = checkpointKey
    ? await readCheckpoints(join(directory, 'checkpoints'), checkpointKey, log)
    : { checkpoints: [], givenUp: [], problems: [] }
  const signed = `${known.checkpoints.length} signed checkpoints`
  if (!(await exists(pool, log))) {
    // A log that is gone altogether is missing only if somebody signed that it was there.
    const gone = known.checkpoints.length > 0 ? 1 : 0
    print(`log ${log}: not there${gone ? `, though ${signed} know it` : ' yet'}`)
    return gone + printProblems(known.problems, print)
  }
  const { position, hash, problems } = await verifyLog(pool, log, known.checkpoints)
  const found = [...problems.map(({ what }) => what), ...known.problems]
  print(`log ${log}: position ${position}, hash ${hash}, ${signed}, ${found.length} problems`)
  const furthest = Math.max(0, ...known.givenUp.map((one) => one.position))
  if (furthest > 0) print(`  a past up to position ${furthest} was lost, and given up by a restore`)
  return printProblems(found, print)
}

const exists = async (pool: Databases['pool'], log: string): Promise<boolean> => {
  const { rows } = await pool.query<{ exists: boolean }>(
    'select to_regclass($1) is not null as exists',
    [`${logSchema(log)}.log`],
  )
  return rows[0]?.exists === true
}

const printProblems = (problems: readonly string[], print: Print): number => {
  for (const problem of problems) print(`  ${problem}`)
  return problems.length
}

const printLimits = (print: Print): void => {
  print('')
  print('What this cannot find:')
  print('  a log that was rewritten whole, hashes included, behind its newest signed checkpoint')
  print(
    '  (keep copies of the checkpoints, and their key, where nobody who can write here can write);',
  )
  print(
    '  outcomes of commands that were removed, as those are whose time is over, and what refusals say;',
  )
  print('  epochs, snapshots, timers, views and places of followers, which are in no chain.')
}
