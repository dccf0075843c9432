import { join } from 'node:path'
import type { Context } from '../kernel/context.ts'
import { Closing } from './closing.ts'
import type { Config } from './config.ts'
import { buildConsole } from './console-build.ts'
import { firstAdministrator } from './first-administrator.ts'
import { readKafka } from './kafka-settings.ts'
import { openGateway } from './open-gateway.ts'
import { openInstallation } from './open-installation.ts'
import { openMessages } from './open-messages.ts'
import { startWebhooks } from './open-webhooks.ts'
import { operate, operatorRoutes } from './operated.ts'
import { operatorDesks } from './operator-desks.ts'
import { keepPruning } from './prune-outcomes.ts'
import { relayPlaces, statusesOf } from './relay-places.ts'
import { keepTlsFresh } from './renew-tls.ts'
import { relaying, runActing, runRelays, runViews } from './run-context.ts'
import { runMessaging } from './run-messaging.ts'
import { stopTimes } from './stop-times.ts'
import { signCheckpoints, type Signing } from './sign-checkpoints.ts'
import { readTls } from './tls-settings.ts'
import { viewsLive } from './views-live.ts'
import { beginWork } from './work.ts'

/** A running installation. */
export interface Everything {
  readonly url: string
  /** For as long as nobody has signed in: what to sign in with. */
  readonly firstSignIn?: { readonly username: string; readonly password: string }
  /** Drains and ends everything, in the reverse order of the start. */
  stop(): Promise<void>
  /** What a stop that is under way waits for; undefined once all was closed. */
  waitsFor(): string | undefined
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
  const tls = await readTls(config)
  const kafka = await readKafka(config)
  let consoleBuilt = Promise.resolve('')
  let signing: Signing | undefined
  const installation = await openInstallation(config, closing, {
    further,
    onFoundation: (begun) => {
      consoleBuilt = buildConsole({
        writableFallback: join(begun.databases.directory, 'console'),
      })
      consoleBuilt.catch(() => undefined)
      // Ends after everything that appends, so that the last checkpoint knows the last event.
      signing = signCheckpoints(begun)
      closing.add('the signing of checkpoints', () => signing?.stop())
    },
  })
  const { log, foundation, measures, secrets, opened, rails, webhooks } = installation
  const parts = { foundation, kafka, log, masterKey: secrets.masterKey }
  const messages = await openMessages(opened.runtimes, config, parts, closing)
  signing?.begin()
  const { consumers, onStatus, announce } = beginWork(installation, 'everything', opened.runtimes)
  consumers.push(...opened.runtimes.flatMap((one) => runViews(one, foundation, { onStatus })))
  measures.watchRelays(() => relayPlaces(opened.runtimes, foundation, statusesOf(consumers)))
  await viewsLive(opened.runtimes)
  closing.add('the pruning of outcomes', keepPruning(installation))

  const firstSignIn = await firstAdministrator(installation)
  const operated = operate(installation, messages.wholeLogs !== undefined, consumers)
  const desks = operatorDesks(opened, messages, foundation, closing, log)
  const gateway = await openGateway(config, foundation, opened, {
    routes: operatorRoutes(operated, messages, foundation, desks),
    consoleDirectory: await consoleBuilt,
    log,
    registry: measures.registry,
    ...(tls ? { tls } : {}),
    masterKey: secrets.masterKey,
  })
  closing.add('requests', () => gateway.close())
  if (tls) closing.add('the renewal of certificates', keepTlsFresh(config, gateway, log))
  const url = await gateway.listen(config.port, config.host)

  consumers.push(...startWebhooks(webhooks, opened.runtimes, foundation, closing, onStatus))
  for (const runtime of opened.runtimes)
    consumers.push(
      ...runActing(runtime, foundation, { onStatus }),
      ...runRelays(runtime, foundation, relaying(messages, runtime, onStatus)),
      ...runMessaging(runtime, messages, foundation, onStatus),
    )
  await announce()
  await rails.tellCallbackUrls(url)
  return {
    url,
    ...(firstSignIn ? { firstSignIn } : {}),
    stop: () => closing.run(stopTimes(config).withinMs),
    waitsFor: () => closing.underWay,
  }
}
