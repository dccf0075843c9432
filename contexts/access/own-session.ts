import { problemReply, type Reply } from '../../kernel/reply.ts'
import type { RouteRequest } from '../../kernel/route.ts'
import { securityView, type SecurityRow } from './security-view.ts'
import { sessionTokenIn } from './session-cookie.ts'
import type { AccessTools } from './tools.ts'
import { actorOf } from './user.ts'
import { sessionsView, usersView, type SessionRow, type UserRow } from './views.ts'

/** Somebody at a browser, and what is known of them. */
export interface OwnSession {
  readonly userId: string
  readonly sessionId: string
  readonly session: SessionRow
  readonly user: UserRow
  readonly security: SecurityRow
}

const needsSession: Reply = problemReply({
  slug: 'session-needed',
  status: 403,
  title: 'This is for people who have signed in; a key or a token has no account',
})

/** Refusals of every route that is about one's own account. */
export const ownRefusals = { 'session-needed': 403 }

/** Who calls, where they call with a session; otherwise the answer to them. */
export const ownSession = async (
  { secrets, view }: Pick<AccessTools, 'secrets' | 'view'>,
  { caller, header }: Pick<RouteRequest, 'caller' | 'header'>,
): Promise<OwnSession | Reply> => {
  const token = sessionTokenIn(secrets, header('cookie'))
  if (!token) return needsSession
  const sessionId = secrets.digest(token)
  const session = (await view(sessionsView).get(sessionId))?.row
  if (!session || caller.actor !== actorOf(session.userId)) return needsSession
  const { userId } = session
  const [user, security] = await Promise.all([
    view(usersView).get(userId),
    view(securityView).get(userId),
  ])
  if (!user) return needsSession
  return { userId, sessionId, session, user: user.row, security: security?.row ?? none(userId) }
}

export const isReply = (found: object): found is Reply => 'status' in found && !('userId' in found)

/** What stands in for an account that never had anything. */
export const none = (userId: string): SecurityRow => ({
  userId,
  passkeys: [],
  recoveryCodes: [],
  sessionsFrom: 0,
  endings: 0,
})

/** When a session is over: 0 where it is already, whatever the time. */
export const sessionEndsAt = (
  sessionId: string,
  session: SessionRow,
  user: UserRow | undefined,
  security: SecurityRow | undefined,
): number => {
  if (session.isEnded || user?.status !== 'active') return 0
  if (user.sessionsFrom > session.openedPosition) return 0
  const isEndedWithOthers =
    security !== undefined &&
    security.sessionsFrom > session.openedPosition &&
    security.sessionKept !== sessionId
  return isEndedWithOthers ? 0 : Math.min(session.expiresAt, session.seenAt + session.idleMs)
}
