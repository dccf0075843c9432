import Type from 'typebox'
import type { Reply } from '../../kernel/reply.ts'
import { ok } from '../../kernel/reply.ts'
import { route, type Route, type RouteRequest } from '../../kernel/route.ts'
import { SignInMethodsSchema } from './contract.ts'
import type { ProviderSignIn } from './ports.ts'
import { backChannelLogout } from './api-provider-logout.ts'
import { completeSignIn, refusedPage, type ProviderTools } from './complete-sign-in.ts'
import {
  attemptMs,
  newAttempt,
  ownPage,
  providerSignInPath,
  readAttempt,
  secretsOf,
} from './provider-attempt.ts'
import { attemptCookie, attemptIn, clearedIdTokenCookie, idTokenIn } from './provider-cookies.ts'
import { refusalRecord } from './refusal-record.ts'
import { sessionTokenIn } from './session-cookie.ts'
import type { AccessTools } from './tools.ts'

const access = { open: 'nobody is signed in yet' } as const
const tag = 'Access'

type NoParams = Record<string, never>

/** How one can sign in here, and the way through the identity provider, where there is one. */
export const providerSignInRoutes = (tools: AccessTools): readonly Route[] => {
  const { identityProvider } = tools
  const { signIn } = identityProvider ?? {}
  const methods = route({
    method: 'GET',
    path: '/v1/sign-in-methods',
    name: 'listSignInMethods',
    summary: 'How one can sign in',
    tag,
    access,
    replies: { 200: SignInMethodsSchema },
    handle: () => Promise.resolve(ok(signIn ? { provider: { name: signIn.name } } : {})),
  })
  if (!identityProvider || !signIn) return [methods]
  const { roleMapping } = identityProvider
  const noteRefusal = refusalRecord(tools)
  const ways: ProviderTools = { ...tools, signIn, roleMapping, noteRefusal }
  return [methods, begin(ways), callback(ways), end(ways), backChannelLogout(ways)]
}

interface BeginQuery {
  readonly to?: string
  readonly again?: boolean
}

const begin = (tools: ProviderTools): Route =>
  route<NoParams, BeginQuery>({
    method: 'GET',
    path: providerSignInPath,
    name: 'beginProviderSignIn',
    summary: 'Go to the identity provider to sign in',
    description: 'For browsers: leads to the provider, and from there back to the page `to`.',
    tag,
    access,
    budget: 'sign-in',
    query: Type.Object({
      to: Type.Optional(Type.String({ maxLength: 500, description: 'A page of the console' })),
      again: Type.Optional(
        Type.Boolean({ description: 'Whether to prove oneself there even if one is known' }),
      ),
    }),
    replies: { 303: Type.Null() },
    handle: (request) => beginAt(tools, tools.signIn, request),
  })

const beginAt = async (
  tools: ProviderTools,
  signIn: ProviderSignIn,
  { query, header, now }: Pick<RouteRequest<NoParams, BeginQuery>, 'query' | 'header' | 'now'>,
): Promise<Reply> => {
  const { secrets } = tools
  // The cookie of a session stays behind when the provider sends the browser back.
  const earlier = sessionTokenIn(secrets, header('cookie'))
  const provesAgain = query.again === true
  const attempt = newAttempt(secrets, {
    beganAt: now,
    provesAgain,
    ...(earlier === undefined ? {} : { replaces: secrets.digest(earlier) }),
    to: ownPage(query.to),
  })
  const asked = provesAgain ? 'prove-again' : { provedWithinMs: tools.sessionTerms.longestMs }
  const location = await signIn.authorizationUrl(secretsOf(secrets, attempt), asked)
  if (location === undefined) return refusedPage(tools, 'provider-unavailable', attempt.to)
  return {
    status: 303,
    headers: { location },
    cookies: [attemptCookie(secrets, attempt.text)],
  }
}

type CallbackQuery = Readonly<Record<string, string>>

const callback = (tools: ProviderTools): Route =>
  route<NoParams, CallbackQuery>({
    method: 'GET',
    path: `${providerSignInPath}/callback`,
    name: 'completeProviderSignIn',
    summary: 'Come back from the identity provider',
    description:
      'For browsers: opens a session and leads to the page that was asked for, or to the sign-in page, with the ' +
      'reason why not.',
    tag,
    access,
    budget: 'sign-in',
    query: Type.Object(
      { state: Type.Optional(Type.String({ maxLength: 200 })) },
      { additionalProperties: Type.String({ maxLength: 8_000 }) },
    ),
    replies: { 303: Type.Null() },
    handle: async (request) => {
      const { secrets } = tools
      const { query, header, now } = request
      const attempt = readAttempt(attemptIn(secrets, header('cookie')) ?? '')
      if (!attempt || now >= attempt.beganAt + attemptMs || now < attempt.beganAt)
        return refusedPage(tools, 'no-attempt', attempt?.to)
      const proofs = secretsOf(secrets, attempt)
      // Before the provider is asked for anything: strangers must not make us ask.
      if (!secrets.same(query['state'] ?? '', proofs.state))
        return refusedPage(tools, 'no-attempt', attempt.to)
      const since = attempt.provesAgain ? attempt.beganAt : undefined
      const verdict = await tools.signIn.redeem(queryText(query), proofs, since)
      return verdict.kind === 'refused'
        ? refusedPage(tools, verdict.reason, attempt.to)
        : completeSignIn(tools, request, attempt, verdict)
    },
  })

const queryText = (query: CallbackQuery): string =>
  `?${Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')}`

const end = (tools: ProviderTools): Route =>
  route({
    method: 'GET',
    path: `${providerSignInPath}/sign-out`,
    name: 'endProviderSession',
    summary: 'Go to the identity provider to sign out there too',
    description:
      'For browsers, after signing out here. Whoever did not come from the provider, or comes here from another ' +
      'site, is led to the sign-in page.',
    tag,
    access: { open: 'nobody is signed in any more' },
    budget: 'sign-in',
    replies: { 303: Type.Null() },
    handle: async ({ header }) => {
      const idToken = idTokenIn(tools.secrets, header('cookie'))
      const location = idToken === undefined ? undefined : await tools.signIn.signOutUrl(idToken)
      return {
        status: 303,
        headers: { location: location ?? '/sign-in' },
        cookies: [clearedIdTokenCookie(tools.secrets)],
      }
    },
  })
