import type { Instant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import type { Caller } from '../../kernel/role.ts'
import { externalAccountOf, recognise, type Recognised } from './external-identity.ts'
import { meetExternalAccount } from './external-commands.ts'
import type { ProvenIdentity, Secrets, TokenVerifier } from './ports.ts'
import type { NoteRefusal } from './refusal-record.ts'
import type { RoleMapping } from './role-mapping.ts'
import { ownEnvelope } from './tools.ts'
import { usersView } from './views.ts'

export type TokenAnswer =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unavailable' }

type Tools = Pick<ContextTools, 'view' | 'vault' | 'handle' | 'ids' | 'clock'> & {
  readonly secrets: Secrets
}

interface Trusted {
  readonly tokens: TokenVerifier
  readonly roleMapping: RoleMapping
  readonly noteRefusal: NoteRefusal
}

export interface RememberingTokens {
  /** How long a token that was found good is not looked at again. */
  readonly rememberedMs: number
  readonly rememberedMax: number
}

interface Known {
  readonly until: Instant
  readonly caller: Caller
  readonly certificate?: string
}

/** A token that is bound to a certificate opens nothing for whoever has the token alone (RFC 8705). */
const isHeldBy = (
  { certificate: bound }: { readonly certificate?: string },
  shown: string | undefined,
): boolean => bound === undefined || bound === shown

/** Who calls with a token of the identity provider. The token's groups, not the account, say what they may do. */
export const tokenAuthenticator = (
  tools: Tools,
  { tokens, roleMapping, noteRefusal }: Trusted,
  { rememberedMs, rememberedMax }: RememberingTokens,
) => {
  const { clock, secrets } = tools
  const users = tools.view(usersView)
  const known = new Map<string, Known>()

  const refused = (reason: string): TokenAnswer => {
    noteRefusal('token', reason)
    return { kind: 'refused', reason }
  }

  const admit = async (identity: ProvenIdentity): Promise<TokenAnswer> => {
    const recognised = recognise(tools, roleMapping, identity)
    const account = (await users.get(recognised.userId))?.row
    if (account?.status === 'disabled') return refused('account-disabled')
    // Whoever may do nothing here leaves nothing here.
    if (!account && recognised.roles.length > 0) {
      const isKept = await meet(tools, identity, recognised)
      if (!isKept) return { kind: 'unavailable' }
    }
    const { actor, roles, kind } = recognised
    const caller = { actor, roles }
    const { displayName } = identity
    return { kind: 'caller', caller: kind === 'person' ? { ...caller, displayName } : caller }
  }

  const look = async (
    presented: string,
    digest: string,
    certificate: string | undefined,
  ): Promise<TokenAnswer> => {
    const verdict = await tokens.verify(presented)
    if (verdict.kind === 'refused') return refused(verdict.reason)
    if (verdict.kind === 'unavailable') return verdict
    if (!isHeldBy(verdict, certificate)) return refused('bound-to-another-sender')
    const answer = await admit(verdict.identity)
    if (answer.kind === 'caller') {
      if (known.size >= rememberedMax) known.clear()
      const until = Math.min(clock.now() + rememberedMs, verdict.expiresAt)
      const bound = verdict.certificate === undefined ? {} : { certificate: verdict.certificate }
      known.set(digest, { until, caller: answer.caller, ...bound })
    }
    return answer
  }

  return {
    /** `certificate` is the fingerprint of the one that the connection has shown. */
    answer: async (presented: string, certificate?: string): Promise<TokenAnswer> => {
      const digest = secrets.digest(presented)
      const held = known.get(digest)
      if (!held || clock.now() >= held.until) return look(presented, digest, certificate)
      return isHeldBy(held, certificate)
        ? { kind: 'caller', caller: held.caller }
        : refused('bound-to-another-sender')
    },
    /** Stops listening. */
    close: users.onChanged(() => known.clear()),
  }
}

/** False where it could not be written down that somebody new came; then they have to wait. */
const meet = async (
  tools: Tools,
  identity: ProvenIdentity,
  recognised: Recognised,
): Promise<boolean> => {
  const data = await externalAccountOf(tools, identity, recognised)
  const { userId, actor } = recognised
  const outcome = await tools.handle(
    meetExternalAccount,
    { type: 'MeetExternalAccount', data },
    // Not derived: several first calls at once are several commands, of which the account takes the first.
    ownEnvelope(tools, actor, tools.ids.next(), { userId }),
  )
  return outcome.kind === 'accepted'
}
