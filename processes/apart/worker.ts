import type { Context } from '../../kernel/context.ts'
import { Closing } from '../closing.ts'
import type { Config } from '../config.ts'
import type { ContextRuntime } from '../context-runtime.ts'
import { firstAdministrator } from '../first-administrator.ts'
import { readKafka } from '../kafka-settings.ts'
import { openGateway } from '../open-gateway.ts'
import { openInstallation } from '../open-installation.ts'
import { openMessages } from '../open-messages.ts'
import { startWebhooks } from '../open-webhooks.ts'
import { keepPruning } from '../prune-outcomes.ts'
import { runActing, runViews, watchViews } from '../run-context.ts'
import { runMessaging } from '../run-messaging.ts'
import { shareLines } from '../share-lines.ts'
import { stopTimes } from '../stop-times.ts'
import { viewsLive } from '../views-live.ts'
import { beginWork } from '../work.ts'
import { forwardingSecret } from './forwarding-secret.ts'
import { refuseApart } from './refuse-apart.ts'
import { routeOwners } from './route-owners.ts'
import { limitsBehind, type RunningApart } from './running.ts'

/**
 * Decides for its contexts what gateways forward, and does their background work as far as no other worker does: views,
 * policies, timers, outside calls, questions and answers, dead letters that are sent again, deliveries of webhooks.
 */
export const startWorker = async (
  config: Config,
  contexts: readonly string[],
  closing = new Closing(),
  further: readonly Context[] = [],
): Promise<RunningApart> => {
  const works = (name: string) => contexts.includes(name)
  refuseApart(config, { callsRails: works('payments'), isReached: true })
  const kafka = await readKafka(config)
  const installation = await openInstallation(config, closing, {
    further,
    rails: works('payments') ? 'connected' : 'named',
  })
  const { foundation, log, measures, opened, secrets, webhooks } = installation
  const [own, others] = split(opened.runtimes, ({ context }) => works(context.name))
  const parts = { foundation, kafka, log, masterKey: secrets.masterKey }
  const messages = await openMessages(opened.runtimes, config, parts, closing)
  shareLines(foundation, closing, (error) => log.error({ part: 'breakers' }, String(error)))
  const { consumers, onStatus, announce } = beginWork(installation, 'worker', own)
  consumers.push(...own.flatMap((one) => runViews(one, foundation, { onStatus })))
  const watching = others.map(watchViews)
  closing.add(
    'the views of other contexts',
    async () => void (await Promise.all(watching.map((loop) => loop.stop()))),
  )
  await viewsLive(own)
  closing.add('the pruning of outcomes', keepPruning(installation))

  const firstSignIn = works('access') ? await firstAdministrator(installation) : undefined
  const ownerOf = routeOwners(opened.runtimes)
  const gateway = await openGateway(config, foundation, opened, {
    routes: [],
    log,
    registry: measures.registry,
    masterKey: secrets.masterKey,
    behind: {
      secret: forwardingSecret(secrets),
      serves: (route) => works(ownerOf(route) ?? ''),
    },
    limits: limitsBehind(config),
  })
  closing.add('requests', () => gateway.close())
  const url = await gateway.listen(config.port, config.host)

  if (works('webhooks'))
    consumers.push(...startWebhooks(webhooks, opened.runtimes, foundation, closing, onStatus))
  for (const runtime of own)
    consumers.push(
      ...runActing(runtime, foundation, { onStatus }),
      ...runMessaging(runtime, messages, foundation, onStatus),
    )
  await announce({ serves: own.map(({ context }) => context.name), url: config.workerUrl ?? url })
  return {
    url,
    ...(firstSignIn ? { firstSignIn } : {}),
    stop: () => closing.run(stopTimes(config).withinMs),
    waitsFor: () => closing.underWay,
  }
}

const split = (
  runtimes: readonly ContextRuntime[],
  isOwn: (runtime: ContextRuntime) => boolean,
): readonly [readonly ContextRuntime[], readonly ContextRuntime[]] => [
  runtimes.filter(isOwn),
  runtimes.filter((runtime) => !isOwn(runtime)),
]
