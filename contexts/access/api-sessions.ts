import Type from 'typebox'
import type { Json } from '../../kernel/json.ts'
import { roles } from '../../kernel/role.ts'
import { ok, outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route, type RouteRequest } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { askForSecondFactor } from './api-second-factor.ts'
import { csrfTokenOf } from './authenticator.ts'
import { signOut } from './commands.ts'
import { SecondFactorNeededSchema, SignedInSchema } from './contract.ts'
import { countFailure, openSession, refused } from './open-session.ts'
import { hasSecondFactor, securityView } from './security-view.ts'
import { clearedSessionCookie, sessionTokenIn } from './session-cookie.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'
import { normalizeUsername, usernameIndexOf } from './username.ts'
import { sessionsView, usersView, type UserRow } from './views.ts'

const credentials = Type.Object({
  username: Type.String({ minLength: 1, maxLength: 100 }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
})

type SignInRequest = RouteRequest<
  Record<string, never>,
  Record<string, never>,
  { readonly username: string; readonly password: string }
>

export const overloaded: Reply = problemReply({
  slug: 'overloaded',
  status: 503,
  title: 'Too many passwords wait to be checked; try again',
  headers: { 'retry-after': '2' },
})

/** Signing in and out, and who is signed in. */
export const sessionRoutes = (tools: AccessTools): readonly Route[] => [
  route<Record<string, never>, Record<string, never>, SignInRequest['body']>({
    method: 'POST',
    path: '/v1/sessions',
    name: 'signIn',
    summary: 'Sign in with a username and a password',
    description:
      'Sets the session cookie and answers with the token for the header `x-csrf-token`. A session that the ' +
      'browser had before ends. Where the account has a second factor, the answer is 200 and no session yet: ' +
      'it says what to prove at `/v1/sessions/second-factor`.',
    tag: 'Access',
    access: { open: 'nobody is signed in yet' },
    budget: 'sign-in',
    accountOf: ({ username }: SignInRequest['body']) => normalizeUsername(username),
    withoutIdempotencyKey:
      'signing in twice opens two sessions, of which the browser keeps the second',
    body: { schema: credentials },
    replies: { 200: SecondFactorNeededSchema, 201: SignedInSchema },
    refusals: { 'sign-in-refused': 401 },
    handle: (request) => attemptSignIn(tools, request),
  }),
  route({
    method: 'GET',
    path: '/v1/session',
    name: 'readSession',
    summary: 'Who is signed in',
    tag: 'Access',
    access: { roles: [...roles] },
    whileEnrolling: true,
    replies: { 200: SignedInSchema },
    handle: async ({ caller, header }) => {
      const token = sessionTokenIn(tools.secrets, header('cookie'))
      const isUser = caller.actor.startsWith('user:')
      return ok({
        ...(caller as unknown as Record<string, Json>),
        ...(isUser && token ? { csrfToken: csrfTokenOf(tools.secrets, token) } : {}),
      })
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/session',
    name: 'signOut',
    summary: 'Sign out',
    tag: 'Access',
    access: { roles: [...roles] },
    whileEnrolling: true,
    withoutIdempotencyKey: 'a session that is over stays over',
    replies: { 204: Type.Null() },
    handle: async ({ header, envelope }) => {
      const token = sessionTokenIn(tools.secrets, header('cookie'))
      const gone = { status: 204, headers: { 'set-cookie': clearedSessionCookie(tools.secrets) } }
      if (!token) return gone
      const sessionId = tools.secrets.digest(token)
      const outcome = await tools.handle(
        signOut,
        { type: 'SignOut', data: { sessionId } },
        envelope({ sessionId }),
      )
      if (outcome.kind === 'accepted')
        await tools.view(sessionsView).waitFor(outcome.position, visibleWithinMs)
      return outcomeReply(outcome, {}, () => gone)
    },
  }),
]

const attemptSignIn = async (tools: AccessTools, request: SignInRequest): Promise<Reply> => {
  const { username, password } = request.body
  const user = await userOf(tools, username)
  const kept = user?.passwordHash || undefined
  const verdict = await tools.passwords.verify(password, kept)
  if (verdict === 'overloaded') return overloaded
  if (!user || !kept || user.status !== 'active' || request.now < user.lockedUntil) return refused
  if (verdict === 'differs') return countFailure(tools, request, user.userId, refused)
  const security = (await tools.view(securityView).get(user.userId))?.row
  if (hasSecondFactor(security)) return askForSecondFactor(tools, request, kept, security)
  const rehashed = verdict === 'matches-outdated' && (await tools.passwords.hash(password))
  const improved = rehashed && rehashed !== 'overloaded' ? { rehashed } : {}
  return openSession(tools, request, user, { checkedAgainst: kept, ...improved }, ['password'])
}

const userOf = async (
  { view, vault }: AccessTools,
  username: string,
): Promise<UserRow | undefined> => {
  const usernameIndex = usernameIndexOf(vault, username)
  const { rows } = await view(usersView).query({ filter: { usernameIndex }, limit: 1 })
  const [found]: readonly ViewRow<UserRow>[] = rows
  return found?.row
}
