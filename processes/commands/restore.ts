import type { KafkaSettings } from '../../adapters/kafka/settings.ts'
import { nodeIds } from '../../adapters/node/ids.ts'
import { hasMasterKey } from '../../adapters/postgres/master-key.ts'
import { RestoreRefused } from '../../adapters/postgres/restore/restore-refused.ts'
import { keysDatabaseName } from '../../adapters/postgres/vault-database.ts'
import type { Context } from '../../kernel/context.ts'
import { topicOf } from '../../kernel/message-contract.ts'
import { describedContexts } from '../api-document.ts'
import type { Config } from '../config.ts'
import { readKafka } from '../kafka-settings.ts'
import { openDatabases, type Databases } from '../open-databases.ts'
import type { RestoredLog } from '../restoring/options.ts'
import { restoreInstallation } from '../restoring/restore-installation.ts'
import { writeEpochs } from '../restoring/write-epochs.ts'
import { answeringGroup } from '../running/questions.ts'
import { printProgress } from './archive-progress.ts'
import { printRestored } from './restored.ts'

type Print = (line: string) => void

export interface RestoreWords {
  readonly from: string
  /** Logs that never were on Kafka. */
  readonly without?: readonly string[]
  readonly drill?: boolean
  readonly keysLost?: boolean
}

/**
 * Fills an empty installation, which must not be running, from the topics of its logs. Returns the exit code: 1 where
 * it was refused.
 */
export const restoreCommand = async (
  config: Config,
  { from, without = [], drill = false, keysLost = false }: RestoreWords,
  print: Print,
): Promise<number> => {
  const kafka = await readKafka(config)
  if (from !== 'kafka' || !kafka) {
    print(
      from === 'kafka'
        ? 'KAFKA_BROKERS is not set: it says where the topics of the logs are.'
        : `Nothing can be restored from ${from}: \`--from kafka\` is what there is.`,
    )
    return 1
  }
  const all = describedContexts(config)
  const unknown = without.find((log) => !all.some(({ name }) => name === log))
  if (unknown !== undefined) {
    print(`There is no log ${unknown}: there are ${all.map(({ name }) => name).join(', ')}.`)
    return 1
  }
  const contexts = all.filter(({ name }) => !without.includes(name))
  const databases = await openDatabases(config, () => undefined)
  try {
    await printKeys(databases, keysLost, print)
    const restored = await restore({ config, kafka, contexts, databases, drill, keysLost, print })
    printRestored(restored, { drill, now: Date.now(), directory: databases.directory, print })
    return 0
  } catch (error) {
    if (!(error instanceof RestoreRefused)) throw error
    print(`Nothing was restored: ${error.message}.`)
    return 1
  } finally {
    await databases.close()
  }
}

interface Restoring {
  readonly config: Config
  readonly kafka: KafkaSettings
  readonly contexts: readonly Context[]
  readonly databases: Databases
  readonly drill: boolean
  readonly keysLost: boolean
  readonly print: Print
}

const restore = async ({
  config,
  kafka,
  contexts,
  databases,
  drill,
  keysLost,
  print,
}: Restoring): Promise<readonly RestoredLog[]> => {
  const { kafkaMessageBus } = await import('../../adapters/kafka/message-bus.ts')
  const bus = kafkaMessageBus({ settings: kafka, clientId: 'millrace-restore' })
  const progress = printProgress(print)
  try {
    const restored = await restoreInstallation({
      pool: databases.pool,
      bus,
      environment: config.environment,
      contexts,
      kind: drill ? 'drill' : 'takeover',
      keysLost,
      ids: nodeIds(),
      now: () => Date.now(),
      onProgress: ({ log, position, done }) =>
        progress({ table: `${log} events`, rows: position, done }),
    })
    if (!drill) {
      await writeEpochs(
        config,
        databases,
        contexts.map(({ name }) => name),
      )
      await askAgain(kafka, config.environment, contexts, restored, print)
    }
    return restored
  } finally {
    await bus.close()
  }
}

/** Clocks of brokers and of this machine may be so far apart. */
const clocksApartMs = 60_000

/**
 * Questions that were answered in the past that was lost are taken up again: whoever asked has not heard. Those whose
 * answers are here get the same ones, as often as they ask.
 */
const askAgain = async (
  kafka: KafkaSettings,
  environment: string,
  contexts: readonly Context[],
  restored: readonly RestoredLog[],
  print: Print,
): Promise<void> => {
  const { moveGroup } = await import('../../adapters/kafka/move-group.ts')
  for (const { name, answers = [] } of contexts) {
    const saidAt = restored.find(({ log }) => log === name)?.saidAt ?? 0
    if (answers.length === 0 || saidAt === 0) continue
    const group = answeringGroup(name, environment)
    const time = new Date(saidAt - clocksApartMs).toISOString()
    const topics = answers.map(({ asked }) => topicOf(asked.request, environment))
    await moveGroup(kafka, { group, topics, time }).catch((error: unknown) =>
      print(
        `Questions since ${time} may be without an answer: ${(error as Error).message}. ` +
          `Set the group ${group} back to that time by hand.`,
      ),
    )
  }
}

const printKeys = async (
  { keysPool, connection: { database = 'millrace' } }: Databases,
  keysLost: boolean,
  print: Print,
): Promise<void> => {
  if (await hasMasterKey(keysPool)) return
  print(
    keysLost
      ? `${keysDatabaseName(database)} holds no keys, and none are waited for: all personal data of before stay unreadable.`
      : `${keysDatabaseName(database)} holds no keys: they are not on Kafka. Events are restored, their personal data ` +
          'cannot be read. Restore that database from its own backup, with the master key, before the first start; ' +
          'where it is lost for good, restore with --keys-lost.',
  )
}
