import type { Context } from '../../kernel/context.ts'
import { Closing } from '../closing.ts'
import type { Config } from '../config.ts'
import { readKafka } from '../kafka-settings.ts'
import { openGateway } from '../open-gateway.ts'
import { openInstallation } from '../open-installation.ts'
import { openMessages } from '../open-messages.ts'
import { operate, operatorRoutes } from '../operated.ts'
import { operatorDesks } from '../operator-desks.ts'
import { relayPlaces, statusesOf } from '../relay-places.ts'
import { relaying, runRelays } from '../run-context.ts'
import { stopTimes } from '../stop-times.ts'
import { signCheckpoints, type Signing } from '../sign-checkpoints.ts'
import { beginWork } from '../work.ts'
import { forwardingSecret } from './forwarding-secret.ts'
import { refuseApart } from './refuse-apart.ts'
import { checkpointKeeper, routeOwners } from './route-owners.ts'
import { limitsBehind, type RunningApart } from './running.ts'

/**
 * Brings what its contexts publish, and their whole logs, out of the database: to the bus. So it does with where the
 * logs stand: each relay signs checkpoints in its own data directory, and holds the logs against them when asked.
 */
export const startRelay = async (
  config: Config,
  contexts: readonly string[],
  closing = new Closing(),
  further: readonly Context[] = [],
): Promise<RunningApart> => {
  refuseApart(config, { callsRails: false, isReached: true })
  const kafka = await readKafka(config)
  let signing: Signing | undefined
  const installation = await openInstallation(config, closing, {
    further,
    rails: 'named',
    onFoundation: (begun) => {
      signing = signCheckpoints(begun)
      closing.add('the signing of checkpoints', () => signing?.stop())
    },
  })
  const { foundation, log, measures, opened, secrets } = installation
  const own = opened.runtimes.filter(({ context }) => contexts.includes(context.name))
  const parts = { foundation, kafka, log, masterKey: secrets.masterKey }
  const messages = await openMessages(opened.runtimes, config, parts, closing)
  signing?.begin()
  const { consumers, onStatus, announce } = beginWork(installation, 'relay', own)
  measures.watchRelays(() => relayPlaces(own, foundation, statusesOf(consumers)))

  const ownerOf = routeOwners(opened.runtimes)
  const operated = operate(installation, messages.wholeLogs !== undefined, consumers)
  const desks = operatorDesks(opened, messages, foundation, closing, log)
  const gateway = await openGateway(config, foundation, opened, {
    routes: operatorRoutes(operated, messages, foundation, desks),
    log,
    registry: measures.registry,
    masterKey: secrets.masterKey,
    behind: {
      secret: forwardingSecret(secrets),
      serves: (route) => ownerOf(route) === checkpointKeeper,
    },
    limits: limitsBehind(config),
  })
  closing.add('requests', () => gateway.close())
  const url = await gateway.listen(config.port, config.host)
  for (const runtime of own)
    consumers.push(...runRelays(runtime, foundation, relaying(messages, runtime, onStatus)))
  await announce({ serves: [checkpointKeeper], url: config.workerUrl ?? url })
  return {
    url,
    stop: () => closing.run(stopTimes(config).withinMs),
    waitsFor: () => closing.underWay,
  }
}
