import Type from 'typebox'
import { formatInstant, type Instant } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { pageOf } from '../../kernel/list-page.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { personNeeded, UserParams, userRoles } from './api-users.ts'
import { endSession } from './commands.ts'
import { ChangedSchema, SessionSchema } from './contract.ts'
import { isReply, ownRefusals, ownSession, sessionEndsAt } from './own-session.ts'
import { endSessions, resetFactors } from './security-commands.ts'
import { securityView } from './security-view.ts'
import { shownText } from './showing.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'
import { areTrusted, isPerson } from './user.ts'
import { sessionsView, usersView } from './views.ts'

/** Somebody with more open sessions than this sees the newest. */
const sessionsShownMax = 200

const SessionId = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })
const own = { tag: 'Own account', access: { roles: userRoles } } as const
const administered = { tag: 'Users', access: { roles: ['administrator'] } } as const

const unknown: Reply = problemReply({
  slug: 'user-unknown',
  status: 404,
  title: 'There is no such user',
})

/** Where somebody is signed in, and how that is ended. */
export const ownSessionRoutes = (tools: AccessTools): readonly Route[] => [
  route({
    ...own,
    method: 'GET',
    path: '/v1/account/sessions',
    name: 'listOwnSessions',
    summary: 'Where one is signed in, the latest first',
    replies: { 200: pageOf(SessionSchema) },
    refusals: ownRefusals,
    shows: tools.view(sessionsView),
    handle: async (request) => {
      const found = await ownSession(tools, request)
      return isReply(found)
        ? found
        : showSessions(tools, found.userId, request.now, found.sessionId)
    },
  }),
  route<{ readonly sessionId: string }>({
    ...own,
    method: 'DELETE',
    path: '/v1/account/sessions/:sessionId',
    name: 'endOwnSession',
    summary: 'Sign out somewhere else',
    params: Type.Object({ sessionId: SessionId }),
    replies: { 200: ChangedSchema },
    refusals: { ...ownRefusals, 'session-unknown': 404 },
    handle: async (request) => {
      const found = await ownSession(tools, request)
      if (isReply(found)) return found
      const { sessionId } = request.params
      const data = { sessionId, userId: found.userId, because: 'ended-by-user' } as const
      return ended(
        tools,
        await tools.handle(endSession, { type: 'EndSession', data }, request.envelope(null)),
      )
    },
  }),
  route({
    ...own,
    method: 'POST',
    path: '/v1/account/sessions/end-others',
    name: 'endOtherSessions',
    summary: 'Sign out everywhere else',
    replies: { 200: ChangedSchema },
    refusals: ownRefusals,
    handle: async (request) => {
      const found = await ownSession(tools, request)
      if (isReply(found)) return found
      const data = { userId: found.userId, except: found.sessionId }
      return ended(
        tools,
        await tools.handle(endSessions, { type: 'EndSessions', data }, request.envelope(null)),
      )
    },
  }),
  route<{ readonly userId: string }>({
    ...administered,
    method: 'GET',
    path: '/v1/users/:userId/sessions',
    name: 'listSessions',
    summary: 'Where a user is signed in, the latest first',
    params: UserParams,
    replies: { 200: pageOf(SessionSchema) },
    refusals: { 'user-unknown': 404 },
    shows: tools.view(sessionsView),
    handle: ({ params: { userId }, now }) => showSessions(tools, userId, now),
  }),
  route<{ readonly userId: string }>({
    ...administered,
    method: 'POST',
    path: '/v1/users/:userId/sessions/end',
    name: 'endSessions',
    summary: 'Sign a user out everywhere',
    stepUp: true,
    params: UserParams,
    replies: { 200: ChangedSchema },
    refusals: { 'user-unknown': 404 },
    handle: async (request) => {
      const { userId } = request.params
      if (!(await tools.view(usersView).get(userId))) return unknown
      const command = { type: 'EndSessions', data: { userId } } as const
      return ended(tools, await tools.handle(endSessions, command, request.envelope(null)))
    },
  }),
  route<{ readonly userId: string }>({
    ...administered,
    method: 'POST',
    path: '/v1/users/:userId/factors/reset',
    name: 'resetFactors',
    summary: 'Take all second factors away from a user who lost them, and sign them out',
    description: 'The password alone opens the account afterwards: make sure who asks for it.',
    stepUp: true,
    params: UserParams,
    replies: { 200: ChangedSchema },
    refusals: { 'user-unknown': 404, 'person-needed': 403 },
    handle: async (request) => {
      const { userId } = request.params
      const found = await tools.view(usersView).get(userId)
      if (!found) return unknown
      if (areTrusted(found.row.roles) && !isPerson(request.caller.actor)) return personNeeded
      const command = { type: 'ResetFactors', data: { userId } } as const
      return ended(tools, await tools.handle(resetFactors, command, request.envelope(null)))
    },
  }),
]

type Outcome = Parameters<typeof outcomeReply>[0]

const ended = async ({ view }: AccessTools, outcome: Outcome): Promise<Reply> => {
  if (outcome.kind === 'accepted')
    await Promise.all([
      view(sessionsView).waitFor(outcome.position, visibleWithinMs),
      view(securityView).waitFor(outcome.position, visibleWithinMs),
    ])
  return outcomeReply(outcome, { 'session-unknown': 404 }, ({ position }) =>
    ok({ position: positionToken('access', position) }),
  )
}

const showSessions = async (
  { view, vault }: AccessTools,
  userId: string,
  now: Instant,
  current?: string,
): Promise<Reply> => {
  const sessions = view(sessionsView)
  const position = positionToken(sessions.log, await sessions.position())
  const [user, security, page] = await Promise.all([
    view(usersView).get(userId),
    view(securityView).get(userId),
    sessions.query({
      filter: { userId, isEnded: false, expiresAt: { from: now } },
      sort: { field: 'expiresAt', direction: 'descending' },
      limit: sessionsShownMax,
    }),
  ])
  if (!user) return unknown
  const open = page.rows.flatMap(({ key, row }) => {
    const endsAt = sessionEndsAt(key, row, user.row, security?.row)
    return now < endsAt ? [{ key, row, endsAt }] : []
  })
  const addresses = await vault.open(open.flatMap(({ row }) => row.address ?? []))
  let next = 0
  const items = open.map(({ key, row, endsAt }) => ({
    sessionId: key,
    isCurrent: key === current,
    signedInAt: formatInstant(row.signedInAt),
    lastUsedAt: formatInstant(row.seenAt),
    endsAt: formatInstant(endsAt),
    by: [...row.by],
    ...(row.address === undefined ? {} : { address: shownText(addresses[next++]) }),
    ...(row.browser === undefined ? {} : { browser: row.browser }),
  }))
  return ok({ items: items as Json, position })
}
