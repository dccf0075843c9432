import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { DataDirectoryRefused } from '../adapters/files/data-directory.ts'
import { SecretFileRefused } from '../adapters/files/secret-file.ts'
import { KafkaUnusable } from '../adapters/kafka/explain.ts'
import { EmbeddedPostgresError } from '../adapters/postgres/embedded/embedded-postgres-error.ts'
import { WrongMasterKey } from '../adapters/postgres/master-key.ts'
import { UnknownMigration } from '../adapters/postgres/migrate.ts'
import { TopicMismatch } from '../kernel/message-bus.ts'
import { describeConfig, readConfig } from './config.ts'
import { logNames } from './contexts.ts'
import { KeysMissing } from './lost-keys.ts'
import { noConnectionsLeft } from './no-connections.ts'
import { DatabaseUnusable } from './open-databases.ts'
import { RestoredAsDrill } from './restoring/refuse-drill.ts'
import { OtherLog } from './running/whole-log.ts'
import { SecretMissing } from './secrets.ts'
import { BadConfiguration } from './setting.ts'
import { startCommand } from './commands/start.ts'
import type { ReplayWords } from './commands/replay.ts'
import type { RestoreWords } from './commands/restore.ts'
import { version } from './version.ts'

const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** `millrace <command>`. Sets the exit code: 1 where something was refused or found, 2 where the words were wrong. */
export const run = async (argv: readonly string[]): Promise<void> => {
  outliveReaders()
  try {
    await program().parseAsync(argv.length > 0 ? [...argv] : ['start'], { from: 'user' })
  } catch (error) {
    const full = noConnectionsLeft(error)
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else if (full !== undefined) fail(full)
    else if (isRefusal(error)) fail((error as Error).message)
    else throw error
  }
}

/** Whoever reads the output may go away, a closed terminal for one: what runs is still to be stopped in order. */
const outliveReaders = (): void => {
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined)
}

const program = (): Command => {
  const millrace = new Command('millrace')
    .description('An event-driven operations platform for financial firms')
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('`millrace --help` lists the commands.')
  millrace
    .command('start')
    .description(
      'run everything: database, gateway, workers, console, and a simulated payment rail (the default)',
    )
    .action(() => startCommand(readConfig(process.env), print))
  apartCommands(millrace)
  millrace
    .command('config')
    .description('list all settings with their values and where they come from; secrets are hidden')
    .action(() => describeConfig(process.env).forEach(print))
  millrace
    .command('verify')
    .description(
      'recompute the logs, hold them against their signed checkpoints, and say where they differ',
    )
    .action(async () => {
      const { verifyCommand } = await import('./commands/verify.ts')
      process.exitCode = await verifyCommand(readConfig(process.env), logNames, print)
    })
  millrace
    .command('export')
    .argument('<file>', 'a file that does not exist yet')
    .description('write the whole installation into one file; keys stay wrapped')
    .action(async (file: string) => {
      const { exportCommand } = await import('./commands/export.ts')
      process.exitCode = await exportCommand(readConfig(process.env), logNames, file, print)
    })
  millrace
    .command('import')
    .argument('<file>', 'made by `millrace export`')
    .description('fill an empty installation from a file: same positions, hashes and outcomes')
    .action(async (file: string) => {
      const { importCommand } = await import('./commands/import.ts')
      process.exitCode = await importCommand(readConfig(process.env), logNames, file, print)
    })
  pastCommands(millrace)
  millrace
    .command('master-key')
    .argument('<what>', 'replace')
    .description(
      '`master-key replace` wraps all keys of a stopped installation by a new master key',
    )
    .action(async (what: string) => {
      if (what !== 'replace') return millrace.error(`unknown command 'master-key ${what}'`)
      const { replaceMasterKeyCommand } = await import('./commands/master-key.ts')
      process.exitCode = await replaceMasterKeyCommand(readConfig(process.env), logNames, print)
    })
  return millrace
}

/** What is made of a past: of a lost installation's, or of one that goes on. */
const pastCommands = (millrace: Command): void => {
  millrace
    .command('restore')
    .requiredOption('--from <where>', 'kafka: the topics that the whole logs are on')
    .option('--drill', 'take nothing over: for looking at it, beside an installation that lives')
    .option('--without <log...>', 'logs that never were on Kafka')
    .option('--keys-lost', 'the keys of personal data are lost for good; start without them')
    .description('make the logs again in an empty installation, and say up to where')
    .action(async (words: RestoreWords) => {
      const { restoreCommand } = await import('./commands/restore.ts')
      process.exitCode = await restoreCommand(readConfig(process.env), words, print)
    })
  millrace
    .command('replay')
    .requiredOption('--context <name>', 'whose log')
    .requiredOption(
      '--consumer <name>',
      'view/<name>, policy/<name>, schedule/<name>, publish, answers',
    )
    .requiredOption(
      '--into <place>',
      'a file that does not exist (NDJSON), or schema:replay_<name>',
    )
    .option('--from <where>', 'a position, behind which it begins, or a time', '0')
    .option('--to <where>', 'a position or a time at which it ends')
    .description('run a consumer over the past into a place of its own; nothing is sent')
    .action(async (words: ReplayWords) => {
      const { replayCommand } = await import('./commands/replay.ts')
      process.exitCode = await replayCommand(readConfig(process.env), words, print)
    })
}

/** The processes that share the work of `start`: see docs/running-apart.md. */
const apartCommands = (millrace: Command): void => {
  const all = [...logNames]
  const contexts = () =>
    new Option('--contexts <names>', 'of these contexts alone, as payments,integrity')
      .default(all, 'all')
      .argParser(readContexts)
  millrace
    .command('gateway')
    .description('run apart: let in who may, and forward to workers; on one database with them')
    .action(async () => {
      const { gatewayCommand } = await import('./commands/apart.ts')
      await gatewayCommand(readConfig(process.env), print)
    })
  millrace
    .command('worker')
    .description('run apart: decide what gateways forward, and do the background work')
    .addOption(contexts())
    .action(async ({ contexts: chosen }: { contexts: readonly string[] }) => {
      const { workerCommand } = await import('./commands/apart.ts')
      await workerCommand(readConfig(reachedAnywhere()), chosen, print)
    })
  millrace
    .command('relay')
    .description('run apart: bring what is published to the bus, and sign where the logs stand')
    .addOption(contexts())
    .action(async ({ contexts: chosen }: { contexts: readonly string[] }) => {
      const { relayCommand } = await import('./commands/apart.ts')
      await relayCommand(readConfig(reachedAnywhere()), chosen, print)
    })
}

const readContexts = (given: string): readonly string[] => {
  const names = [...new Set(given.split(',').map((name) => name.trim()))]
  const unknown = names.filter((name) => !(logNames as readonly string[]).includes(name))
  if (unknown.length > 0)
    throw new InvalidArgumentError(
      `There is no context ${unknown.map((name) => `'${name}'`).join(', ')}; there are ${logNames.join(', ')}.`,
    )
  return names
}

/** Gateways learn from the database where a process listens: without a word about it, any port will do. */
const reachedAnywhere = (): NodeJS.ProcessEnv => ({ PORT: '0', ...process.env })

/** What an operator can put right: the message says it, a stack would only hide it. */
const isRefusal = (error: unknown): boolean =>
  [
    BadConfiguration,
    DataDirectoryRefused,
    SecretFileRefused,
    EmbeddedPostgresError,
    WrongMasterKey,
    UnknownMigration,
    DatabaseUnusable,
    SecretMissing,
    KeysMissing,
    KafkaUnusable,
    TopicMismatch,
    OtherLog,
    RestoredAsDrill,
  ].some((kind) => error instanceof kind) || isUnlistenable(error)

/** The system says which address, and whether it is taken, not this machine's, or not for this user. */
const isUnlistenable = (error: unknown): boolean => {
  const { syscall = '', message } = error as NodeJS.ErrnoException
  if (!['listen', 'bind', 'getaddrinfo'].includes(syscall)) return false
  ;(error as Error).message =
    `Cannot listen: ${message}. Set PORT (0 takes any that is free) or HOST to others.`
  return true
}

const fail = (message: string): void => {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
