import type { SubjectId } from '../../kernel/personal-data.ts'
import { outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import type { RouteRequest } from '../../kernel/route.ts'
import { csrfTokenOf } from './authenticator.ts'
import { browserFamily } from './browser-family.ts'
import {
  recordFailedSignIn,
  signIn,
  userSubject,
  type OpenedTerms,
  type SignIn,
} from './commands.ts'
import type { ProofMethod } from './events.ts'
import { securityView } from './security-view.ts'
import { mustEnrolNow, signInPolicyKey, signInPolicyView } from './sign-in-policy.ts'
import { sessionCookie, sessionTokenIn } from './session-cookie.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'
import { actorOf } from './user.ts'
import { sessionsView, type UserRow } from './views.ts'

type AnyRequest = Pick<RouteRequest, 'envelope' | 'header' | 'address'>

/** The same for a wrong name, a wrong password or code, a locked and a disabled account. */
export const refused: Reply = problemReply({
  slug: 'sign-in-refused',
  status: 401,
  title: 'User name and password do not open an account, or it is locked for some minutes',
})

/** The address is personal data, also of those who work here. */
export const openedTerms = async (
  { vault, sessionTerms }: Pick<AccessTools, 'vault' | 'sessionTerms'>,
  { header, address }: AnyRequest,
  subject: SubjectId,
  by: readonly ProofMethod[],
): Promise<OpenedTerms> => {
  const [sealed] = await vault.seal([{ subject, field: 'address', value: address }])
  if (!sealed) throw new Error('one value was sealed, and none came back')
  const { idleMs, longestMs } = sessionTerms
  return { idleMs, longestMs, by, address: sealed, browser: browserFamily(header('user-agent')) }
}

/** A failure that cannot be counted must not be answered as one: guessing would be free while the log is away. */
export const countFailure = async (
  { handle, ids }: Pick<AccessTools, 'handle' | 'ids'>,
  { envelope }: AnyRequest,
  userId: string,
  answer: Reply,
): Promise<Reply> => {
  const command = { type: 'RecordFailedSignIn', data: { userId } } as const
  // A repeated Idempotency-Key is another guess all the same.
  const counted = { ...envelope({ userId }), commandId: ids.next() }
  return outcomeReply(await handle(recordFailedSignIn, command, counted), {}, () => answer)
}

type Proven = Pick<SignIn['data'], 'checkedAgainst' | 'rehashed' | 'proof' | 'challengeId'>

/** Opens a session for somebody who has proved who they are, under an id that nobody knows yet. */
export const openSession = async (
  tools: AccessTools,
  request: AnyRequest,
  { userId, displayName, roles }: UserRow,
  proven: Proven,
  by: readonly ProofMethod[],
): Promise<Reply> => {
  const { handle, secrets, vault, view } = tools
  const token = secrets.random()
  const sessionId = secrets.digest(token)
  const earlier = sessionTokenIn(secrets, request.header('cookie'))
  const actor = actorOf(userId)
  const replaces = earlier ? { replaces: secrets.digest(earlier) } : {}
  const terms = await openedTerms(tools, request, userSubject(userId), by)
  const outcome = await handle(
    signIn,
    { type: 'SignIn', data: { userId, sessionId, ...proven, ...replaces, terms } },
    { ...request.envelope({ userId, sessionId }), actor },
  )
  if (outcome.kind === 'refused') return refused
  if (outcome.kind === 'accepted')
    // The very next call carries the cookie, perhaps to another process.
    await Promise.all([
      view(sessionsView).waitFor(outcome.position, visibleWithinMs),
      view(securityView).waitFor(outcome.position, visibleWithinMs),
    ])
  const [[name], policy, security] = await Promise.all([
    vault.open([displayName]),
    view(signInPolicyView).get(signInPolicyKey),
    view(securityView).get(userId),
  ])
  return outcomeReply(outcome, {}, () => ({
    status: 201,
    body: {
      actor,
      roles,
      csrfToken: csrfTokenOf(secrets, token),
      ...(typeof name === 'string' ? { displayName: name } : {}),
      ...(mustEnrolNow(policy?.row, roles, security?.row, by) ? { mustEnrol: true } : {}),
    },
    headers: { 'set-cookie': sessionCookie(secrets, token, tools.sessionTerms.longestMs) },
  }))
}
