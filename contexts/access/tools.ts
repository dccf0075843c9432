import type { Instant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import type { Uuid } from '../../kernel/id.ts'
import { canonicalJson, type Json } from '../../kernel/json.ts'
import type { Actor, CommandEnvelope } from '../../kernel/message.ts'
import { newTraceparent } from '../../kernel/trace.ts'
import type { CertificateRule } from './certificate-mapping.ts'
import type {
  OneTimePasswords,
  Passkeys,
  PasswordHasher,
  ProviderSignIn,
  Secrets,
  SubjectKeys,
  TokenVerifier,
} from './ports.ts'
import type { RoleMapping } from './role-mapping.ts'

/** What a process hands in besides the tools of every context. */
export interface AccessPorts {
  readonly passwords: PasswordHasher
  readonly secrets: Secrets
  /** The vault, as it knows who is who. */
  readonly subjectKeys: SubjectKeys
  /** Left out: accounts are local ones alone. */
  readonly identityProvider?: IdentityProvider
  /** Which certificates are which service. Left out: none is anybody. */
  readonly certificateRules?: readonly CertificateRule[]
  readonly oneTimePasswords: OneTimePasswords
  readonly passkeys: Passkeys
  readonly sessionTerms: SessionTerms
  /** Where browsers reach the installation, `https://millrace.example`: passkeys belong to it. Left out: localhost. */
  readonly publicUrl?: string
}

/** The provider of identities that this installation trusts, and what its groups may do here. */
export interface IdentityProvider {
  readonly roleMapping: RoleMapping
  /** Left out: its tokens are not taken. */
  readonly tokens?: TokenVerifier
  /** Left out: nobody signs in there. */
  readonly signIn?: ProviderSignIn
}

/** How long things last for those who signed in. */
export interface SessionTerms {
  /** Without a call. */
  readonly idleMs: number
  /** However busy. */
  readonly longestMs: number
  /** After the last proof of the person, for what is dangerous. */
  readonly freshMs: number
}

export type AccessTools = ContextTools & AccessPorts

/** The envelope of a command that the platform sends by itself: the same cause, the same command. */
export const ownEnvelope = (
  { ids, clock }: Pick<ContextTools, 'ids' | 'clock'>,
  actor: Actor,
  commandId: Uuid,
  content: Json,
  now: Instant = clock.now(),
): CommandEnvelope => ({
  commandId,
  fingerprint: ids.derive(canonicalJson(content)),
  onOtherContent: 'repeat',
  actor,
  correlationId: commandId,
  causationId: commandId,
  traceparent: newTraceparent(ids),
  now,
})

/** How long an answer waits until the views show what was just done. */
export const visibleWithinMs = 2_000
