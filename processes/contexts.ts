import { postgresIncomingParts } from '../adapters/postgres/incoming-parts.ts'
import { createUtf8Decoder } from '../adapters/xml/decode.ts'
import { accessContext } from '../contexts/access/context.ts'
import type { AccessPorts } from '../contexts/access/tools.ts'
import { integrityContext } from '../contexts/integrity/context.ts'
import { paymentsContext } from '../contexts/payments/context.ts'
import { publishedFacts as publishedByPayments } from '../contexts/payments/published/contract.ts'
import type { ConnectedRail } from '../contexts/payments/routing/rails.ts'
import { webhooksContext } from '../contexts/webhooks/context.ts'
import type { Resources, SigningKeys, WebhookCaller } from '../contexts/webhooks/ports.ts'
import type { Context } from '../kernel/context.ts'
import type { Config } from './config.ts'
import type { Databases } from './open-databases.ts'

/** The logs that this program knows, one per context. */
export const logNames = ['access', 'payments', 'integrity', 'webhooks'] as const

export interface ContextParts {
  readonly config: Config
  readonly rails: readonly ConnectedRail[]
  readonly databases: Pick<Databases, 'pool'>
  readonly webhooks: {
    readonly caller: WebhookCaller
    readonly keys: SigningKeys
    readonly resources: Resources
  }
}

/** `access` keeps the record of who saw what, so it opens before the others, and stands apart here. */
export const access = (ports: AccessPorts): Context => accessContext(ports)

/** All other contexts. Adding one is its folder, its log's name above, and a line here. */
export const contexts = ({
  config,
  rails,
  databases,
  webhooks,
}: ContextParts): readonly Context[] => [
  paymentsContext({
    rails,
    ...(config.rails ? { rules: config.rails.rules } : {}),
    environment: config.environment,
    files: { parts: postgresIncomingParts(databases.pool), createDecoder: createUtf8Decoder },
    railLimits: { submitTimeoutMs: config.railTimeoutMs },
    ...(config.approvalAbove ? { approvalLimits: config.approvalAbove } : {}),
    ...(config.captureApprovalAbove ? { captureApprovalLimits: config.captureApprovalAbove } : {}),
    ...(config.refundApprovalAbove ? { refundApprovalLimits: config.refundApprovalAbove } : {}),
    limitApproval: config.limitApproval,
    ...(config.retry ? { retry: config.retry } : {}),
    patience: {
      unknownDelaysMs: config.statusQueryDelaysMs,
      pendingDelaysMs: config.pendingQueryDelaysMs,
      approvalMaxMs: config.approvalDays * 86_400_000,
    },
    ...(config.defaultLimits ? { defaultLimits: config.defaultLimits } : {}),
    zone: config.zone,
    duplicateDays: config.duplicateDays,
  }),
  integrityContext({ sources: config.sources, environment: config.environment }),
  webhooksContext({
    ...webhooks,
    environment: config.environment,
    published: publishedByPayments,
    timeoutMs: config.webhookTimeoutMs,
    patience: { firstDelayMaxMs: config.webhookFirstDelayMs },
  }),
]
