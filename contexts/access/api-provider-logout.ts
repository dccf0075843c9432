import Type from 'typebox'
import type { Json } from '../../kernel/json.ts'
import { problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { endSession } from './commands.ts'
import { externalUserIdOf } from './external-identity.ts'
import type { LogoutVerdict } from './ports.ts'
import type { ProviderTools } from './complete-sign-in.ts'
import { providerSignInPath } from './provider-attempt.ts'
import { providerSessionIdOf } from './provider-session.ts'
import { ownEnvelope, visibleWithinMs } from './tools.ts'
import { sessionsView, type SessionRow } from './views.ts'

const bodyBytesMax = 16_384
/** Somebody has so many sessions at the very most. */
const sessionsMax = 500

const notTaken: Reply = problemReply({
  slug: 'logout-not-genuine',
  status: 400,
  title: 'This is no logout token of the identity provider for this installation',
})
const notNow: Reply = problemReply({
  slug: 'unavailable',
  status: 503,
  title: 'Something that is needed cannot be reached; try again',
  headers: { 'retry-after': '2' },
})

/**
 * The provider says, server to server, that somebody has signed out there (OpenID Connect Back-Channel Logout). The
 * same token twice ends nothing more: a session that was opened after it was issued is none of its business.
 */
export const backChannelLogout = (tools: ProviderTools): Route =>
  route<Record<string, never>, Record<string, never>, Uint8Array>({
    method: 'POST',
    path: `${providerSignInPath}/back-channel-logout`,
    name: 'receiveProviderLogout',
    summary: 'Told by the identity provider that somebody has signed out there',
    description: 'Ends the sessions here that came from it.',
    tag: 'Access',
    access: { signed: 'the provider signs the logout token' },
    body: {
      mediaTypes: ['application/x-www-form-urlencoded'],
      description: 'Form with the field `logout_token`',
    },
    bodyBytesMax,
    replies: { 200: Type.Null() },
    refusals: { 'logout-not-genuine': 400 },
    withoutIdempotencyKey: 'a session ends once',
    handle: async ({ body }) => {
      const verdict = await tools.signIn.readLogout(logoutTokenIn(body))
      if (verdict.kind === 'unavailable') return notNow
      if (verdict.kind === 'refused') {
        tools.noteRefusal('logout', 'not-genuine')
        return notTaken
      }
      return (await endAll(tools, verdict)) ? { status: 200 } : notNow
    },
  })

/** Letters, digits, dots, dashes: nothing in a token has to be escaped in a form. */
const logoutTokenIn = (body: Uint8Array): string => {
  const form = String.fromCharCode(...body)
  return /(?:^|&)logout_token=([\w.-]+)(?:&|$)/.exec(form)?.[1] ?? ''
}

type Proven = Extract<LogoutVerdict, { kind: 'proven' }>

/** False where one could not be ended: the provider tries again. */
const endAll = async (tools: ProviderTools, proven: Proven): Promise<boolean> => {
  const view = tools.view<SessionRow>(sessionsView)
  // One that was opened a moment ago must be seen.
  if (!(await view.waitFor(await tools.log.head(), visibleWithinMs))) return false
  const { rows } = await view.query({ filter: filterOf(tools, proven), limit: sessionsMax })
  const meant = rows.filter(({ row }) => isMeant(tools, proven, row))
  const ended = await Promise.all(
    meant.map(async ({ key: sessionId, row: { userId } }) => {
      const data = { sessionId, userId, because: 'ended-by-provider' } as const
      const commandId = tools.ids.derive('provider-logout', sessionId)
      const envelope = ownEnvelope(tools, 'system', commandId, data satisfies Json)
      return tools.handle(endSession, { type: 'EndSession', data }, envelope)
    }),
  )
  return ended.every(({ kind }) => kind !== 'failed')
}

const filterOf = (tools: ProviderTools, { issuer, subject, providerSession }: Proven) =>
  subject === undefined
    ? {
        isEnded: false,
        providerSession: providerSessionIdOf(tools, issuer, providerSession ?? ''),
      }
    : { isEnded: false, userId: externalUserIdOf(tools, { issuer, subject }) }

/** Of the provider, from before the logout, and of the session there that has ended, where both sides know which. */
const isMeant = (
  tools: ProviderTools,
  { issuer, providerSession, issuedAt }: Proven,
  { by, openedAt, providerSession: known }: SessionRow,
): boolean =>
  by.includes('provider') &&
  openedAt < issuedAt + secondMs &&
  (providerSession === undefined ||
    known === undefined ||
    known === providerSessionIdOf(tools, issuer, providerSession))

/** Times in tokens are whole seconds, rounded down. */
const secondMs = 1_000
