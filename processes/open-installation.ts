import type { Logger } from 'pino'
import { migrate } from '../adapters/postgres/migrate.ts'
import type { Context } from '../kernel/context.ts'
import type { Closing } from './closing.ts'
import type { Config } from './config.ts'
import { contexts, logNames } from './contexts.ts'
import { openFoundation, type Foundation } from './foundation.ts'
import { openLog } from './log.ts'
import { refuseLostKeys } from './lost-keys.ts'
import { openMeasures, type Measures } from './measures.ts'
import { openContexts, type OpenedContexts } from './open-contexts.ts'
import { openDatabases, type Databases } from './open-databases.ts'
import { openRails, type OpenedRails } from './open-rails.ts'
import { openWebhooks, type OpenedWebhooks } from './open-webhooks.ts'
import { refuseDrill } from './restoring/refuse-drill.ts'
import { tellPasts } from './restoring/tell-pasts.ts'
import { watchOutside } from './share-lines.ts'
import { readSecrets, type Secrets } from './secrets.ts'

/** What every process of an installation has open, whatever it then does with it: nothing runs by itself yet. */
export interface OpenedInstallation {
  readonly config: Config
  readonly closing: Closing
  readonly log: Logger
  readonly logs: readonly string[]
  readonly measures: Measures
  readonly databases: Databases
  readonly secrets: Secrets
  readonly foundation: Foundation
  readonly rails: OpenedRails
  readonly webhooks: OpenedWebhooks
  readonly opened: OpenedContexts
}

export interface InstallationOptions {
  /** Beside those of the product. */
  readonly further?: readonly Context[]
  /** How this process stands to the rails: see open-rails.ts. */
  readonly rails?: 'started' | 'connected' | 'named'
  /** Is told before anything that appends is open, and so ends after it. */
  readonly onFoundation?: (
    opened: Pick<OpenedInstallation, 'databases' | 'secrets' | 'log' | 'logs'>,
  ) => void
}

/** Opens the databases, brings them to their shape, and opens all contexts over them. */
export const openInstallation = async (
  config: Config,
  closing: Closing,
  { further = [], rails: how = 'started', onFoundation }: InstallationOptions,
): Promise<OpenedInstallation> => {
  const log = openLog(config.logLevel)
  const measures = openMeasures()
  const databases = await openDatabases(config, (line) => log.info({ part: 'postgres' }, line))
  closing.add('the databases', () => databases.close())
  const logs = [...logNames, ...further.map(({ name }) => name)]
  await refuseDrill(databases.pool)
  await refuseLostKeys(databases, logs)
  const secrets = await readSecrets(config, databases)
  await migrate(databases.pool, logs)
  await tellPasts(databases.pool, logs)
  const foundation = await openFoundation(databases, secrets.masterKey, measures.tracer)
  closing.add('the connections to the database', () => foundation.close())
  onFoundation?.({ databases, secrets, log, logs })

  const onRail = (line: string) => log.warn({ part: 'rail' }, line)
  const openedRails = { config, secrets, databases, clock: foundation.clock, closing, log: onRail }
  const rails = await openRails(openedRails, how)
  const webhooks = openWebhooks(config, secrets, measures, closing)
  watchOutside(foundation, rails, webhooks, measures)
  measures.watchTakenOver(logs, foundation.takenOver)
  const opened = await openContexts(
    [...contexts({ config, rails: rails.connected, databases, webhooks }), ...further],
    config,
    secrets,
    foundation,
    measures.onConflict,
    closing,
  )
  const all = { config, closing, log, logs, measures, databases, secrets, foundation }
  return { ...all, rails, webhooks, opened }
}
