import type { Outcome } from '../../kernel/handle-command.ts'
import type { Reply } from '../../kernel/reply.ts'
import type { RouteRequest } from '../../kernel/route.ts'
import { userSubject } from './commands.ts'
import { providerSessionIdOf } from './provider-session.ts'
import { externalAccountOf, recognise } from './external-identity.ts'
import { signInExternally } from './external-commands.ts'
import { openedTerms } from './open-session.ts'
import type { ProviderSignIn, SignInRefusal, SignInVerdict } from './ports.ts'
import type { KnownAttempt } from './provider-attempt.ts'
import { clearedAttemptCookie, idTokenCookie } from './provider-cookies.ts'
import type { NoteRefusal } from './refusal-record.ts'
import type { RoleMapping } from './role-mapping.ts'
import { sessionCookie } from './session-cookie.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'
import { sessionsView, usersView } from './views.ts'

export type ProviderTools = AccessTools & {
  readonly signIn: ProviderSignIn
  readonly roleMapping: RoleMapping
  readonly noteRefusal: NoteRefusal
}

// Nobody's doing, and so many that they would hide the others.
const unrecorded: readonly SignInRefusal[] = ['provider-unavailable', 'not-now']

/** Back to the sign-in page, which says why. */
export const refusedPage = (
  { secrets, noteRefusal }: Pick<ProviderTools, 'secrets' | 'noteRefusal'>,
  reason: SignInRefusal,
  to?: string,
): Reply => {
  if (!unrecorded.includes(reason)) noteRefusal('sign-in', reason)
  const page = to === undefined ? '' : `&to=${encodeURIComponent(to)}`
  return {
    status: 303,
    headers: { location: `/sign-in?refused=${reason}${page}` },
    cookies: [clearedAttemptCookie(secrets)],
  }
}

type Proven = Extract<SignInVerdict, { kind: 'proven' }>

/** Opens a session for whom the provider vouches for, once for each attempt, and goes to the page that was asked for. */
export const completeSignIn = async (
  tools: ProviderTools,
  request: Pick<RouteRequest, 'envelope' | 'header' | 'address'>,
  { text, replaces, to }: KnownAttempt,
  { identity, idToken, providerSession, provedAt = 0 }: Proven,
): Promise<Reply> => {
  const { secrets, ids, handle } = tools
  const recognised = recognise(tools, tools.roleMapping, identity)
  const { userId, actor, kind, roles } = recognised
  if (kind === 'program') return refusedPage(tools, 'not-a-person', to)
  if (roles.length === 0) return refusedPage(tools, 'no-role', to)
  const account = await externalAccountOf(tools, identity, recognised)
  const token = secrets.random()
  const sessionId = secrets.digest(token)
  const terms = await openedTerms(tools, request, userSubject(userId), ['provider'])
  const there =
    providerSession === undefined
      ? {}
      : { providerSession: providerSessionIdOf(tools, identity.issuer, providerSession) }
  const data = { ...account, sessionId, ...(replaces ? { replaces } : {}) }
  const outcome = await handle(
    signInExternally,
    { type: 'SignInExternally', data: { ...data, terms: { ...terms, provedAt, ...there } } },
    // The log tells a second use of the same attempt from the first, in whichever process it comes.
    {
      ...request.envelope({ userId, sessionId }),
      actor,
      commandId: ids.derive('provider-sign-in', secrets.digest(text)),
    },
  )
  if (outcome.kind !== 'accepted') return refusedPage(tools, reasonOf(outcome), to)
  // The very next call carries the cookie, perhaps to another process.
  await Promise.all(
    [tools.view(sessionsView), tools.view(usersView)].map((view) =>
      view.waitFor(outcome.position, visibleWithinMs),
    ),
  )
  const { longestMs } = tools.sessionTerms
  return {
    status: 303,
    headers: { location: to },
    cookies: [
      sessionCookie(secrets, token, longestMs),
      idTokenCookie(secrets, idToken, longestMs),
      clearedAttemptCookie(secrets),
    ],
  }
}

const reasonOf = (outcome: Exclude<Outcome, { kind: 'accepted' }>): SignInRefusal => {
  if (outcome.kind === 'refused') return 'account-disabled'
  return outcome.kind === 'other-content' ? 'attempt-used' : 'not-now'
}
