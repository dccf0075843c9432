import { postgresCheckpoint } from '../adapters/postgres/checkpoints.ts'
import { webhookCaller, type OpenedCaller } from '../adapters/webhooks/caller.ts'
import { resolveAt } from '../adapters/webhooks/target.ts'
import { derivedSigningKeys } from '../adapters/webhooks/signing-keys.ts'
import { fanOut } from '../contexts/webhooks/fan-out.ts'
import type { SigningKeys } from '../contexts/webhooks/ports.ts'
import { asLiveLog } from '../kernel/policy.ts'
import type { Closing } from './closing.ts'
import type { Config } from './config.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Foundation } from './foundation.ts'
import type { Measures } from './measures.ts'
import { OpenedResources } from './resources.ts'
import type { Secrets } from './secrets.ts'
import type { Consumer, ConsumerStatus } from './running/consumer.ts'
import { runFanOut } from './running/fan-out.ts'
import { stoppedOnceTakenOver } from './running/taken-over-logs.ts'

/** What the context of webhooks is handed. */
export interface OpenedWebhooks {
  readonly caller: OpenedCaller
  readonly keys: SigningKeys
  readonly resources: OpenedResources
  readonly waitingMax: number
}

/** Calls what the configuration lets it reach. */
export const openWebhooks = (
  { webhookAllowedNetworks, webhookPorts, webhookWaitingMax, webhookDnsServers }: Config,
  { masterKey }: Pick<Secrets, 'masterKey'>,
  measures: Measures,
  closing: Closing,
): OpenedWebhooks => {
  const caller = webhookCaller({
    allowedNetworks: webhookAllowedNetworks,
    ports: webhookPorts,
    ...(webhookDnsServers.length > 0 ? { resolve: resolveAt(webhookDnsServers) } : {}),
    onAnswer: measures.onWebhook,
  })
  closing.add('calls of webhooks', () => caller.close())
  measures.watchWebhooks(caller)
  return {
    caller,
    keys: derivedSigningKeys({ masterKey }),
    resources: new OpenedResources(),
    waitingMax: webhookWaitingMax,
  }
}

/** Brings what every context publishes to the context of webhooks: one follower for each log. */
export const startWebhooks = (
  { caller, resources, waitingMax }: OpenedWebhooks,
  runtimes: readonly ContextRuntime[],
  { ownership, following, takenOver }: Foundation,
  closing: Closing,
  onStatus: (status: ConsumerStatus) => void,
): readonly Consumer[] => {
  resources.open(runtimes)
  // Before the followers are stopped, which wait for the calls that are under way.
  closing.add('calls of webhooks', () => caller.drain())
  const webhooks = runtimes.find(({ context }) => context.name === 'webhooks')
  if (!webhooks) return []
  const { handle, ids, clock } = webhooks.tools
  return runtimes.flatMap(({ context, tail }) => {
    if (!context.publish) return []
    const taker = fanOut(webhooks.tools, tail, context.publish, { waitingMax })
    const follower = runFanOut('webhooks', taker, asLiveLog(tail), {
      handle,
      ids,
      clock,
      ownership,
      checkpoint: postgresCheckpoint({
        pool: following,
        consumer: 'fan-out/webhooks',
        log: context.name,
      }),
      onAppended: (listener) => tail.onAppended(listener),
      onStatus,
    })
    return stoppedOnceTakenOver(follower, [context.name, webhooks.context.name], takenOver)
  })
}
