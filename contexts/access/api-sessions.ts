import Type from 'typebox'
import type { Json } from '../../kernel/json.ts'
import { roles } from '../../kernel/role.ts'
import { ok, outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route, type RouteRequest } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { csrfTokenOf } from './authenticator.ts'
import { recordFailedSignIn, signIn, signOut } from './commands.ts'
import { SignedInSchema } from './contract.ts'
import { clearedSessionCookie, sessionCookie, sessionTokenIn } from './session-cookie.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'
import { actorOf } from './user.ts'
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

/** The same for a wrong name, a wrong password, a locked and a disabled account. */
const refused: Reply = problemReply({
  slug: 'sign-in-refused',
  status: 401,
  title: 'User name and password do not open an account, or it is locked for some minutes',
})

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
      'browser had before ends.',
    tag: 'Access',
    access: { open: 'nobody is signed in yet' },
    budget: 'sign-in',
    accountOf: ({ username }: SignInRequest['body']) => normalizeUsername(username),
    withoutIdempotencyKey:
      'signing in twice opens two sessions, of which the browser keeps the second',
    body: { schema: credentials },
    replies: { 201: SignedInSchema },
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
  if (verdict === 'differs') return failedSignIn(tools, request, user)
  const rehashed = verdict === 'matches-outdated' && (await tools.passwords.hash(password))
  const improved = rehashed && rehashed !== 'overloaded' ? { rehashed } : {}
  return openSession(tools, request, user, { checkedAgainst: kept, ...improved })
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

/** A failure that cannot be counted must not be answered as one: guessing would be free while the log is away. */
const failedSignIn = async (
  { handle }: AccessTools,
  { envelope }: SignInRequest,
  { userId }: UserRow,
): Promise<Reply> => {
  const outcome = await handle(
    recordFailedSignIn,
    { type: 'RecordFailedSignIn', data: { userId } },
    envelope({ userId }),
  )
  return outcomeReply(outcome, {}, () => refused)
}

const openSession = async (
  { handle, secrets, vault, view }: AccessTools,
  { envelope, header }: SignInRequest,
  { userId, displayName, roles: granted }: UserRow,
  checked: { readonly checkedAgainst: string; readonly rehashed?: string },
): Promise<Reply> => {
  const token = secrets.random()
  const sessionId = secrets.digest(token)
  const earlier = sessionTokenIn(secrets, header('cookie'))
  const actor = actorOf(userId)
  const replaces = earlier ? { replaces: secrets.digest(earlier) } : {}
  const outcome = await handle(
    signIn,
    { type: 'SignIn', data: { userId, sessionId, ...checked, ...replaces } },
    { ...envelope({ userId, sessionId }), actor },
  )
  if (outcome.kind === 'refused') return refused
  if (outcome.kind === 'accepted')
    // The very next call carries the cookie, perhaps to another process.
    await view(sessionsView).waitFor(outcome.position, visibleWithinMs)
  const [name] = await vault.open([displayName])
  return outcomeReply(outcome, {}, () => ({
    status: 201,
    body: {
      actor,
      roles: granted,
      csrfToken: csrfTokenOf(secrets, token),
      ...(typeof name === 'string' ? { displayName: name } : {}),
    },
    headers: { 'set-cookie': sessionCookie(secrets, token) },
  }))
}
