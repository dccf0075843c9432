import { join } from 'node:path'
import { Workers } from '../../gateway/forwarding/workers.ts'
import type { Context } from '../../kernel/context.ts'
import { PostgresDeadLetters } from '../../adapters/postgres/dead-letters/dead-letters.ts'
import { Closing } from '../closing.ts'
import type { Config } from '../config.ts'
import { buildConsole } from '../console-build.ts'
import { messagingOf } from '../messaging.ts'
import { openGateway } from '../open-gateway.ts'
import { openInstallation } from '../open-installation.ts'
import { operate, operatorRoutes } from '../operated.ts'
import { keepTlsFresh } from '../renew-tls.ts'
import { watchViews } from '../run-context.ts'
import { readTls } from '../tls-settings.ts'
import { beginWork } from '../work.ts'
import { followWorkers } from './follow-workers.ts'
import { forwardingSecret } from './forwarding-secret.ts'
import { processesOn } from './presence.ts'
import { refuseApart } from './refuse-apart.ts'
import { routeOwners } from './route-owners.ts'
import type { RunningApart } from './running.ts'

/**
 * Lets in who may, and forwards to who decides. What concerns the platform alone, and lies in the database, it answers
 * itself; so it does with who is asking, over the views of `access`.
 */
export const startGateway = async (
  config: Config,
  closing = new Closing(),
  further: readonly Context[] = [],
): Promise<RunningApart> => {
  refuseApart(config, { callsRails: false, isReached: false })
  const tls = await readTls(config)
  const installation = await openInstallation(config, closing, { further, rails: 'named' })
  const { databases, foundation, log, measures, opened, secrets } = installation
  const consoleDirectory = await buildConsole({
    writableFallback: join(databases.directory, 'console'),
  })
  const { announce } = beginWork(installation, 'gateway', [])
  const watching = watchViews(opened.access)
  closing.add(() => watching.stop())

  const workers = new Workers()
  const following = followWorkers({
    processes: processesOn(foundation),
    notifications: foundation.notifications,
    workers,
    onFailure: (error) => log.warn({ part: 'workers' }, String(error)),
  })
  closing.add(() => following.stop())
  const gateway = await openGateway(config, foundation, opened, {
    routes: platformRoutes(installation),
    consoleDirectory,
    log,
    registry: measures.registry,
    ...(tls ? { tls } : {}),
    masterKey: secrets.masterKey,
    forwarding: {
      workers,
      secret: forwardingSecret(secrets),
      ownerOf: routeOwners(opened.runtimes),
    },
  })
  closing.add(() => gateway.close())
  if (tls) closing.add(keepTlsFresh(config, gateway, log))
  const url = await gateway.listen(config.port, config.host)
  await announce()
  return { url, stop: () => closing.run() }
}

const platformRoutes = (installation: Awaited<ReturnType<typeof openInstallation>>) => {
  const { config, databases, foundation, opened, secrets } = installation
  const { pool } = databases
  const contexts = opened.runtimes.map(({ context }) => context)
  const deadLetters = new PostgresDeadLetters({
    pool,
    masterKey: secrets.masterKey,
    clock: foundation.clock,
  })
  return operatorRoutes(
    operate(installation, config.kafkaBrokers !== undefined),
    { deadLetters, messaging: messagingOf(contexts, config.environment) },
    foundation,
  )
}
