import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import type { Outcome } from '../../kernel/handle-command.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { problemReply, type Reply } from '../../kernel/reply.ts'
import type { Role } from '../../kernel/role.ts'
import type { ViewReader } from '../../kernel/view.ts'
import { PositionToken } from './contract.ts'

export const tag = 'Webhooks'

/** Who may see endpoints and deliveries. Neither shows a person's data. */
export const readers: readonly Role[] = [
  'viewer',
  'operator',
  'approver',
  'compliance',
  'administrator',
  'service',
]
/** Who may say where facts are sent. */
export const owners: readonly Role[] = ['administrator']
/** Who may pause, resume, try and send again. */
export const operators: readonly Role[] = ['operator', 'administrator']

export const EndpointParams = Type.Object({ endpointId: Type.String({ format: 'uuid' }) })
export const DeliveryParams = Type.Object({ deliveryId: Type.String({ format: 'uuid' }) })

export const Changed = Type.Object({ position: PositionToken })

/** How long an answer waits until the view shows what was just done. */
const visibleWithinMs = 2_000

/** Whoever was told that something changed finds it changed. */
export const shownAfter = async (
  { view }: { readonly view: Pick<ViewReader, 'waitFor'> },
  outcome: Outcome,
): Promise<Outcome> => {
  if (outcome.kind === 'accepted') await view.waitFor(outcome.position, visibleWithinMs)
  return outcome
}

export const changed =
  ({ log }: Pick<ContextTools, 'log'>) =>
  ({ position }: { readonly position: number }): Reply => ({
    status: 200,
    body: { position: positionToken(log.name, position) },
  })

export const notFound = (what: 'endpoint' | 'delivery'): Reply =>
  problemReply({ slug: `${what}-unknown`, status: 404, title: `There is no such ${what}` })
