import { join } from 'node:path'
import { Workers } from '../../gateway/forwarding/workers.ts'
import type { Context } from '../../kernel/context.ts'
import { Closing } from '../closing.ts'
import type { Config } from '../config.ts'
import { buildConsole } from '../console-build.ts'
import { readKafka } from '../kafka-settings.ts'
import { openGateway } from '../open-gateway.ts'
import { openInstallation } from '../open-installation.ts'
import { openMessages } from '../open-messages.ts'
import { operate, operatorRoutes } from '../operated.ts'
import { operatorDesks } from '../operator-desks.ts'
import { keepTlsFresh } from '../renew-tls.ts'
import { watchViews } from '../run-context.ts'
import { stopTimes } from '../stop-times.ts'
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
  const kafka = await readKafka(config)
  const installation = await openInstallation(config, closing, { further, rails: 'named' })
  const { databases, foundation, log, measures, opened, secrets } = installation
  const consoleDirectory = await buildConsole({
    writableFallback: join(databases.directory, 'console'),
  })
  const parts = { foundation, kafka, log, masterKey: secrets.masterKey }
  const messages = await openMessages(opened.runtimes, config, parts, closing)
  const { announce } = beginWork(installation, 'gateway', [])
  const watching = watchViews(opened.access)
  closing.add('the views of access', () => watching.stop())

  const workers = new Workers()
  const following = followWorkers({
    processes: processesOn(foundation),
    notifications: foundation.notifications,
    workers,
    onFailure: (error) => log.warn({ part: 'workers' }, String(error)),
  })
  closing.add('the list of workers', () => following.stop())
  const operated = operate(installation, messages.wholeLogs !== undefined)
  const desks = operatorDesks(opened, messages, foundation, closing, log)
  const gateway = await openGateway(config, foundation, opened, {
    routes: operatorRoutes(operated, messages, foundation, desks),
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
  closing.add('requests', () => gateway.close())
  if (tls) closing.add('the renewal of certificates', keepTlsFresh(config, gateway, log))
  const url = await gateway.listen(config.port, config.host)
  await announce()
  return {
    url,
    stop: () => closing.run(stopTimes(config).withinMs),
    waitsFor: () => closing.underWay,
  }
}
