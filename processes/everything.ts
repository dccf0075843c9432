import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { migrate } from '../adapters/postgres/migrate.ts'
import { createFirstAdministrator } from '../contexts/access/first-administrator.ts'
import type { Gateway } from '../gateway/server.ts'
import type { Context } from '../kernel/context.ts'
import { startCheckpointWriter } from '../operations/signed-checkpoints.ts'
import { Closing } from './closing.ts'
import type { Config } from './config.ts'
import { buildConsole } from './console-build.ts'
import type { ContextRuntime } from './context-runtime.ts'
import { contexts, logNames } from './contexts.ts'
import { readKafka } from './kafka-settings.ts'
import { openLog } from './log.ts'
import { openMeasures } from './measures.ts'
import { openMessages, type OpenedMessages } from './open-messages.ts'
import { openContexts } from './open-contexts.ts'
import { openDatabases, type Databases } from './open-databases.ts'
import { openGateway } from './open-gateway.ts'
import { openRails } from './open-rails.ts'
import { watchOutside } from './share-lines.ts'
import { openWebhooks, startWebhooks } from './open-webhooks.ts'
import { logPlace, operate, operatorRoutes } from './operated.ts'
import { operatorDesks } from './operator-desks.ts'
import { startPruningOutcomes } from './prune-outcomes.ts'
import { relayPlaces } from './relay-places.ts'
import { runActing, runViews } from './run-context.ts'
import { runMessaging } from './run-messaging.ts'
import type { Consumer } from './running/consumer.ts'
import { refuseLostKeys } from './lost-keys.ts'
import { refuseDrill } from './restoring/refuse-drill.ts'
import { tellPasts } from './restoring/tell-pasts.ts'
import { watchTls } from './renew-tls.ts'
import { readTls } from './tls-settings.ts'
import { readSecrets, type Secrets } from './secrets.ts'
import { openFoundation, type Foundation } from './foundation.ts'

/** A running installation. */
export interface Everything {
  readonly url: string
  /** For as long as nobody has signed in: what to sign in with. */
  readonly firstSignIn?: { readonly username: string; readonly password: string }
  /** Drains and ends everything, in the reverse order of the start. */
  stop(): Promise<void>
}

/**
 * Gateway, workers, console and the simulated rail in one process, on an embedded PostgreSQL or a given one.
 * `further` contexts run beside those of the product.
 */
export const startEverything = async (
  config: Config,
  further: readonly Context[] = [],
): Promise<Everything> => {
  const closing = new Closing()
  try {
    return await start(config, further, closing)
  } catch (error) {
    await closing.run()
    throw error
  }
}

const start = async (
  config: Config,
  further: readonly Context[],
  closing: Closing,
): Promise<Everything> => {
  const log = openLog(config.logLevel)
  const tls = await readTls(config)
  const kafka = await readKafka(config)
  const measures = openMeasures()
  const databases = await openDatabases(config, (line) => log.info({ part: 'postgres' }, line))
  closing.add(() => databases.close())
  const consoleBuilt = buildConsole({ writableFallback: join(databases.directory, 'console') })
  consoleBuilt.catch(() => undefined)
  const logs = [...logNames, ...further.map(({ name }) => name)]
  await refuseDrill(databases.pool)
  await refuseLostKeys(databases, logs)
  const secrets = await readSecrets(config, databases)
  await migrate(databases.pool, logs)
  await tellPasts(databases.pool, logs)
  const foundation = await openFoundation(databases, secrets.masterKey, measures.tracer)
  closing.add(() => foundation.close())
  // Ends after everything that appends, so that the last checkpoint knows the last event.
  closing.add(writeCheckpoints(logs, secrets, databases, log))
  const rails = await openRails(config, secrets, databases, foundation.clock, closing, (line) =>
    log.warn({ part: 'rail' }, line),
  )
  const webhooks = openWebhooks(config, secrets, measures, closing)
  watchOutside(foundation, rails, webhooks, measures)
  const opened = openContexts(
    [...contexts({ config, rails: rails.connected, databases, webhooks }), ...further],
    config,
    secrets,
    foundation,
    measures.onConflict,
    closing,
  )
  const parts = { foundation, kafka, log, masterKey: secrets.masterKey }
  const messages = await openMessages(opened.runtimes, config, parts, closing)
  const consumers: Consumer[] = []
  closing.add(() => Promise.all(consumers.map((consumer) => consumer.stop())).then(() => undefined))
  const onStatus = (status: object) => log.info(status, 'background work')
  consumers.push(...opened.runtimes.flatMap((one) => runViews(one, foundation, { onStatus })))
  measures.watch(opened.runtimes, () => consumers)
  measures.watchRelays(() => relayPlaces(opened.runtimes, foundation, consumers))
  await viewsLive(opened.runtimes)
  closing.add(pruneOutcomes(logs, foundation, log))

  const firstSignIn = await createFirstAdministrator(
    { ...opened.access.tools, ...opened.ports },
    firstAdministrator(config),
  )
  const operated = operate(opened.runtimes, foundation, secrets, () => consumers)
  const desks = operatorDesks(opened, messages, foundation, closing, log)
  const gateway = await openGateway(config, foundation, opened, {
    routes: operatorRoutes(operated, messages, foundation, desks),
    consoleDirectory: await consoleBuilt,
    log,
    registry: measures.registry,
    ...(tls ? { tls } : {}),
    masterKey: secrets.masterKey,
  })
  closing.add(() => gateway.close())
  if (tls) closing.add(keepTlsFresh(config, gateway, log))
  const url = await gateway.listen(config.port, config.host)

  consumers.push(...startWebhooks(webhooks, opened.runtimes, foundation, closing, onStatus))
  consumers.push(...opened.runtimes.flatMap((one) => act(one, messages, foundation, onStatus)))
  await rails.tellCallbackUrls(url)
  return { url, ...(firstSignIn ? { firstSignIn } : {}), stop: () => closing.run() }
}

/** What acts on the world by a context's facts, and on the context by what the world says. */
const act = (
  runtime: ContextRuntime,
  messages: OpenedMessages,
  foundation: Foundation,
  onStatus: (status: object) => void,
): readonly Consumer[] => [
  ...runActing(runtime, foundation, {
    bus: messages.publisherOf(runtime),
    ...(messages.wholeLogs ? { wholeLogs: messages.wholeLogs } : {}),
    onStatus,
  }),
  ...runMessaging(runtime, messages, foundation, onStatus),
]

const firstAdministrator = ({ adminUsername: username, adminPassword: password }: Config) => ({
  username,
  ...(password ? { password } : {}),
})

const keepTlsFresh = (config: Config, gateway: Gateway, log: Logger): (() => void) =>
  watchTls(
    config,
    (renewed) => gateway.renewTls(renewed),
    (error) => log.error({ part: 'tls' }, String(error)),
  )

const viewsLiveMs = 10_000
const lookAgainMs = 20

/**
 * Whoever calls at once finds the views open, and what they showed before a crash took their last rows away. One that
 * takes longer, because it is built anew, is not waited for.
 */
const viewsLive = async (runtimes: readonly ContextRuntime[]): Promise<void> => {
  const deadline = performance.now() + viewsLiveMs
  const views = runtimes.flatMap((runtime) => runtime.views)
  while (performance.now() < deadline) {
    const statuses = await Promise.all(views.map((view) => view.status()))
    if (statuses.every(({ state, position, head }) => state === 'live' && position >= head)) return
    await delay(lookAgainMs)
  }
}

/** Forgets outcomes whose time is over. Returns a way to stop. */
const pruneOutcomes = (
  logs: readonly string[],
  { databases, clock }: Foundation,
  log: Logger,
): (() => Promise<void>) => {
  const onError = (error: unknown) => log.error({ part: 'outcomes' }, String(error))
  const pruning = startPruningOutcomes({ pool: databases.pool, logs, clock, onError })
  return () => pruning.stop()
}

/** Tells outside the database where the logs stand. Returns a way to stop, which writes a last time. */
const writeCheckpoints = (
  logs: readonly string[],
  { checkpointKey }: Secrets,
  databases: Databases,
  log: Logger,
): (() => Promise<void>) => {
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
