import type { Sealed } from '../../kernel/personal-data.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { outcomeReply, type Reply } from '../../kernel/reply.ts'
import type { RouteRequest } from '../../kernel/route.ts'
import { userRoles } from './api-users.ts'
import { userSubject } from './commands.ts'
import { isReply, ownSession, type OwnSession } from './own-session.ts'
import { securityView } from './security-view.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'

export type Own<Params, Body> = RouteRequest<Params, Record<string, never>, Body>

/** What routes of one's own account have in common; whoever must set up a factor may call them. */
export const ownAccount = {
  tag: 'Own account',
  access: { roles: userRoles },
  whileEnrolling: true,
} as const

/** Runs for whoever calls with a session; others are told that they have no account. */
export const own =
  <Params, Body>(
    tools: AccessTools,
    run: (request: Own<Params, Body>, found: OwnSession) => Promise<Reply>,
  ) =>
  async (request: Own<Params, Body>): Promise<Reply> => {
    const found = await ownSession(tools, request)
    return isReply(found) ? found : run(request, found)
  }

/** The answer to a change of factors, once the next call would see it. */
export const settled = async (
  { view }: Pick<AccessTools, 'view'>,
  outcome: Parameters<typeof outcomeReply>[0],
  refusals: Readonly<Record<string, number>>,
  done: (position: string) => Reply,
): Promise<Reply> => {
  if (outcome.kind === 'accepted')
    await view(securityView).waitFor(outcome.position, visibleWithinMs)
  return outcomeReply(outcome, refusals, ({ position }) => done(positionToken('access', position)))
}

/** Under the key of whom it belongs to. */
export const sealFor = async (
  { vault }: Pick<AccessTools, 'vault'>,
  userId: string,
  field: 'passkeyLabel' | 'totpSecret',
  value: string,
): Promise<Sealed<string>> => {
  const [sealed] = await vault.seal([{ subject: userSubject(userId), field, value }])
  if (!sealed) throw new Error('one value was sealed, and none came back')
  return sealed
}
