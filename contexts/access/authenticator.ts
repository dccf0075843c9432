import type { Instant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import { erased } from '../../kernel/personal-data.ts'
import type { Caller } from '../../kernel/role.ts'
import { readApiKey } from './api-key.ts'
import { certificateAuthenticator } from './certificate-authenticator.ts'
import type { CertificateRule, ProvenCertificate } from './certificate-mapping.ts'
import { continueSession } from './commands.ts'
import { watchLessened } from './lessened-rights.ts'
import type { Secrets } from './ports.ts'
import { sessionEndsAt } from './own-session.ts'
import { proofsOf } from './proofs.ts'
import { refusalRecord } from './refusal-record.ts'
import { securityView, type SecurityRow } from './security-view.ts'
import { continueEveryMs } from './session.ts'
import { sessionCookieNameOf } from './session-cookie.ts'
import { mustEnrolNow, signInPolicyKey, signInPolicyView } from './sign-in-policy.ts'
import { tokenAuthenticator, type TokenAnswer } from './token-authenticator.ts'
import { ownEnvelope, type IdentityProvider, type SessionTerms } from './tools.ts'
import { actorOf } from './user.ts'
import { apiKeysView, sessionsView, usersView, type SessionRow, type UserRow } from './views.ts'

/** Who somebody is, by what they carry. */
export interface AccessAuthenticator {
  readonly sessionCookieName: string
  session(token: string): Promise<KnownSession | undefined>
  apiKey(presented: string): Promise<Caller | undefined>
  /** Left out where no identity provider's tokens are taken. */
  token?(presented: string, certificate?: string): Promise<TokenAnswer>
  /** Left out where no certificate stands for anybody. */
  certificate?(certificate: ProvenCertificate): Promise<TokenAnswer>
  /** Tells when somebody may do less than before. Returns a way to stop. */
  onLessened(listener: () => void): () => void
  /** Stops listening to the views. */
  close(): void
}

/** Whose session it is, and until when their last proof counts as fresh. */
export interface KnownSession {
  readonly caller: Caller
  readonly csrfToken: string
  readonly freshUntil: Instant
  readonly proofs: readonly string[]
}

export interface AuthenticatorOptions {
  /** How long an answer may be given again without looking. What ends meanwhile in another process ends then. */
  readonly rememberedMs?: number
  readonly rememberedMax?: number
}

type Tools = Pick<ContextTools, 'view' | 'vault' | 'handle' | 'log' | 'ids' | 'clock'> & {
  readonly secrets: Secrets
  readonly identityProvider?: IdentityProvider
  readonly certificateRules?: readonly CertificateRule[]
  readonly sessionTerms: SessionTerms
}

/** What was found, and until when it may be relied on without looking again. */
interface Found<Answer> {
  readonly answer: Answer | undefined
  readonly endsAt: Instant
}

/** The gateway's authenticator, over the views of this context. */
export const accessAuthenticator = (
  tools: Tools,
  { rememberedMs = 3_000, rememberedMax = 10_000 }: AuthenticatorOptions = {},
): AccessAuthenticator => {
  const { view, vault, clock, secrets } = tools
  const [users, sessions, apiKeys] = [view(usersView), view(sessionsView), view(apiKeysView)]
  const remembering = { clock, rememberedMs, rememberedMax }
  const [security, policy] = [view(securityView), view(signInPolicyView)]
  const knownSessions = remembered<KnownSession>(remembering)
  const knownApiKeys = remembered<Caller>(remembering)
  const stops = [
    users.onChanged(knownSessions.forget),
    sessions.onChanged(knownSessions.forget),
    security.onChanged(knownSessions.forget),
    policy.onChanged(knownSessions.forget),
    apiKeys.onChanged(knownApiKeys.forget),
  ]

  const { identityProvider } = tools
  const noteRefusal = refusalRecord(tools)
  const byToken =
    identityProvider?.tokens &&
    tokenAuthenticator(
      tools,
      {
        tokens: identityProvider.tokens,
        roleMapping: identityProvider.roleMapping,
        noteRefusal,
      },
      { rememberedMs, rememberedMax },
    )
  if (byToken) stops.push(byToken.close)

  const callerOf = async (
    { by }: SessionRow,
    user: UserRow,
    factors: SecurityRow | undefined,
  ): Promise<Caller> => {
    const [displayName] = await vault.open([user.displayName])
    const demands = (await policy.get(signInPolicyKey))?.row
    const mustEnrol = mustEnrolNow(demands, user.roles, factors, by)
    return {
      actor: actorOf(user.userId),
      roles: user.roles,
      ...(displayName === undefined || displayName === erased ? {} : { displayName }),
      ...(mustEnrol ? { mustEnrol } : {}),
    }
  }

  const findSession = async (token: string) => {
    const sessionId = secrets.digest(token)
    const row = (await sessions.get(sessionId))?.row
    if (!row) return nothing
    const [user, factors] = await Promise.all([
      users.get(row.userId).then((found) => found?.row),
      security.get(row.userId).then((found) => found?.row),
    ])
    const endsAt = sessionEndsAt(sessionId, row, user, factors)
    if (!user || clock.now() >= endsAt) return nothing
    const caller = await callerOf(row, user, factors)
    if (clock.now() >= row.seenAt + continueEveryMs)
      goOn(tools, caller.actor, sessionId, row.seenAt)
    const answer = {
      caller,
      csrfToken: csrfTokenOf(secrets, token),
      // Each proof opens the session anew, under another id.
      freshUntil: (row.provedAt ?? row.openedAt) + tools.sessionTerms.freshMs,
      proofs: proofsOf(user, factors),
    }
    return { answer, endsAt }
  }

  const findApiKey = async (presented: string) => {
    const read = readApiKey(presented)
    const row = read && (await apiKeys.get(read.keyId))?.row
    const opens = row && secrets.same(secrets.digest(read.secret), row.secretDigest)
    if (!opens || row.revokedAt !== undefined) return nothing
    const { keyId, roles, apiVersion } = row
    const version = apiVersion === undefined ? {} : { apiVersion }
    return { answer: { actor: `api-key:${keyId}`, roles, ...version }, endsAt: row.expiresAt }
  }

  return {
    sessionCookieName: sessionCookieNameOf(secrets),
    session: (token) => knownSessions.answer(token, findSession),
    apiKey: (presented) => knownApiKeys.answer(presented, findApiKey),
    ...(byToken ? { token: byToken.answer } : {}),
    ...(tools.certificateRules
      ? { certificate: certificateAuthenticator(tools, tools.certificateRules, noteRefusal) }
      : {}),
    onLessened: (listener) => {
      const stop = watchLessened(tools, () => {
        knownSessions.forget()
        knownApiKeys.forget()
        listener()
      })
      stops.push(stop)
      return stop
    },
    close: () => stops.forEach((stop) => stop()),
  }
}

const nothing = { answer: undefined, endsAt: 0 }

/** Needs no keeping: only who holds the session's token could ask for it, and only we can make it. */
export const csrfTokenOf = (secrets: Secrets, token: string): string =>
  secrets.derive('csrf', token)

/** Nobody waits for it; if it fails, the next call tries again. */
const goOn = (tools: Tools, actor: string, sessionId: string, seenAt: Instant): void => {
  const commandId = tools.ids.derive('continue-session', sessionId, String(seenAt))
  const command = { type: 'ContinueSession', data: { sessionId } } as const
  tools
    .handle(continueSession, command, ownEnvelope(tools, actor, commandId, { sessionId }))
    .catch(() => undefined)
}

interface Remembering {
  readonly clock: ContextTools['clock']
  readonly rememberedMs: number
  readonly rememberedMax: number
}

/** Answers that are given again for a short time, and looked for once however many ask at once. */
const remembered = <Answer>({ clock, rememberedMs, rememberedMax }: Remembering) => {
  const known = new Map<
    string,
    { readonly until: Instant; readonly found: Promise<Found<Answer>> }
  >()
  const look = (
    credential: string,
    find: (credential: string) => Promise<Found<Answer>>,
  ): Promise<Found<Answer>> => {
    const found = find(credential)
    if (known.size >= rememberedMax) known.clear()
    const entry = { until: clock.now() + rememberedMs, found }
    known.set(credential, entry)
    // Neither failures nor strangers are remembered: the next may be known by then.
    const drop = () => known.get(credential) === entry && known.delete(credential)
    found.then(({ answer }) => answer === undefined && drop(), drop)
    return found
  }
  return {
    answer: async (
      credential: string,
      find: (credential: string) => Promise<Found<Answer>>,
    ): Promise<Answer | undefined> => {
      const held = known.get(credential)
      const fresh = held !== undefined && clock.now() < held.until
      const { answer, endsAt } = await (fresh ? held.found : look(credential, find))
      return clock.now() < endsAt ? answer : undefined
    },
    forget: () => known.clear(),
  }
}
