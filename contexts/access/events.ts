import Type, { type Static } from 'typebox'
import { eventData, type EventOf, type EventSchemas } from '../../kernel/event-schema.ts'
import type { Json } from '../../kernel/json.ts'
import { Personal } from '../../kernel/personal-data.ts'
import { roles, type Role } from '../../kernel/role.ts'

const Id = Type.String({ minLength: 36, maxLength: 36 })
const Instant = Type.Integer({ minimum: 0 })
/** SHA-256, base64url. */
const Digest = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })
const SubjectId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}$' })
const PasswordHash = Type.String({ pattern: '^\\$argon2id\\$', maxLength: 300 })
const Roles = Type.Array(Type.Unsafe<Role>({ type: 'string', enum: [...roles] }), {
  maxItems: roles.length,
})

const oneOf = <Text extends string>(...texts: readonly Text[]) =>
  Type.Unsafe<Text>({ type: 'string', enum: [...texts] })

/** For which reason somebody may ask to be forgotten. */
export const erasureGrounds = [
  'asked-by-the-person',
  'no-longer-needed',
  'consent-withdrawn',
  'unlawfully-kept',
] as const

const ErasureGround = oneOf(...erasureGrounds)
export type ErasureGround = Static<typeof ErasureGround>

const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
/** Bytes as base64url. */
const Bytes = (maxLength: number) => Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength })
const unchanged = (old: Json): Json => old

/** How somebody proved who they are. */
export const proofMethods = ['password', 'totp', 'passkey', 'recovery-code', 'provider'] as const
export type ProofMethod = (typeof proofMethods)[number]
const ProofMethods = Type.Array(oneOf(...proofMethods), { minItems: 1, maxItems: 2 })

const user = { userId: Id }
const factor = { userId: Id, factorId: Id }
const session = { sessionId: Digest }
const apiKey = { keyId: Id }
const subject = { subject: SubjectId }

export const accessEvents = {
  UserCreated: {
    version: 1,
    data: eventData({
      ...user,
      username: Personal<string>('username'),
      usernameIndex: Type.String({ minLength: 22, maxLength: 64 }),
      displayName: Personal<string>('displayName'),
      roles: Roles,
    }),
  },
  /** On the username's own stream, which can begin only once. */
  UsernameReserved: { version: 1, data: eventData(user) },
  PasswordSet: { version: 1, data: eventData({ ...user, passwordHash: PasswordHash }) },
  /** The same password at today's cost: sessions go on. */
  PasswordRehashed: { version: 1, data: eventData({ ...user, passwordHash: PasswordHash }) },
  RolesChanged: { version: 1, data: eventData({ ...user, roles: Roles }) },
  /** An identity provider knows who this is, and says what they may do. */
  IdentityLinked: {
    version: 1,
    data: eventData({
      ...user,
      kind: oneOf('person', 'program'),
      issuer: Type.String({ minLength: 1, maxLength: 500 }),
    }),
  },
  SignInSucceeded: { version: 1, data: eventData({ ...user, ...session }) },
  SignInFailed: { version: 1, data: eventData(user) },
  UserLocked: { version: 1, data: eventData({ ...user, until: Instant }) },
  UserDisabled: { version: 1, data: eventData(user) },
  UserEnabled: { version: 1, data: eventData(user) },

  SessionOpened: {
    version: 2,
    upcasts: [unchanged],
    data: eventData({
      ...session,
      ...user,
      expiresAt: Instant,
      idleMs: Type.Integer({ minimum: 1 }),
      /** When the person signed in, where this session continues another under a new id. */
      signedInAt: Type.Optional(Instant),
      by: Type.Optional(ProofMethods),
      /** When the person last proved who they are, where that was elsewhere and before. */
      provedAt: Type.Optional(Instant),
      /** The IP address. */
      address: Type.Optional(Personal<string>('address')),
      /** `Firefox on Linux` */
      browser: Type.Optional(Text(60)),
      /** Stands for the session of the identity provider that it came from. */
      providerSession: Type.Optional(Text(60)),
    }),
  },
  SessionContinued: { version: 1, data: eventData(session) },
  SessionEnded: {
    version: 2,
    upcasts: [unchanged],
    data: eventData({
      ...session,
      because: oneOf(
        'signed-out',
        'replaced',
        'ended-by-user',
        'ended-by-administrator',
        'ended-by-provider',
      ),
    }),
  },
  /** All that were open, but for one, perhaps. */
  SessionsEnded: { version: 1, data: eventData({ ...user, except: Type.Optional(Digest) }) },

  TotpEnrolled: {
    version: 1,
    data: eventData({
      ...factor,
      secret: Personal<string>('totpSecret'),
      /** The half minute of the code that confirmed it. */
      step: Type.Integer({ minimum: 0 }),
    }),
  },
  PasskeyRegistered: {
    version: 1,
    data: eventData({
      ...factor,
      label: Personal<string>('passkeyLabel'),
      credential: eventData({
        id: Bytes(1_400),
        publicKey: Bytes(4_000),
        counter: Type.Integer({ minimum: 0 }),
        transports: Type.Array(Type.String({ pattern: '^[a-z-]{1,20}$' }), { maxItems: 8 }),
        /** Whether it is copied to the person's other devices. */
        isSynced: Type.Boolean(),
      }),
    }),
  },
  /** On the credential's own stream, which can begin only once. */
  PasskeyReserved: { version: 1, data: eventData({ ...factor, credentialDigest: Digest }) },
  PasskeyRenamed: {
    version: 1,
    data: eventData({ ...factor, label: Personal<string>('passkeyLabel') }),
  },
  FactorRemoved: { version: 1, data: eventData(factor) },
  /** An administrator took all of them away from somebody who lost them. */
  FactorsReset: { version: 1, data: eventData(user) },
  RecoveryCodesIssued: {
    version: 1,
    data: eventData({ ...user, digests: Type.Array(Digest, { minItems: 1, maxItems: 20 }) }),
  },
  FactorUsed: {
    version: 1,
    data: Type.Union([
      eventData({ ...factor, kind: Type.Literal('totp'), step: Type.Integer({ minimum: 0 }) }),
      eventData({
        ...factor,
        kind: Type.Literal('passkey'),
        counter: Type.Integer({ minimum: 0 }),
      }),
      eventData({ ...user, kind: Type.Literal('recovery-code'), digest: Digest }),
    ]),
  },
  /** On the challenge's own stream: whatever was answered cannot be answered again. */
  ChallengeAnswered: { version: 1, data: eventData({ challengeId: Digest }) },
  SignInPolicyChanged: { version: 1, data: eventData({ secondFactorRoles: Roles }) },

  /** Several refusals of one kind, counted, because strangers cause them. */
  RequestsRefused: {
    version: 1,
    data: eventData({
      /** Who asked, where they were known. */
      by: Type.Optional(Text(100)),
      /** The route's name; absent where so many were refused that they are only counted. */
      route: Type.Optional(Text(80)),
      problem: Text(80),
      address: Type.Optional(Personal<string>('address')),
      times: Type.Integer({ minimum: 1 }),
      from: Instant,
    }),
  },

  /** A service called with this certificate for the first time. */
  CertificateIntroduced: {
    version: 1,
    data: eventData({
      service: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
      fingerprint: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
  },
  /** Several refusals for one reason, counted, because strangers cause them. */
  CredentialsRefused: {
    version: 1,
    data: eventData({
      by: oneOf('token', 'sign-in', 'certificate', 'logout'),
      reason: Type.String({ pattern: '^[a-z][a-z-]{0,60}$' }),
      times: Type.Integer({ minimum: 1 }),
    }),
  },

  ApiKeyIssued: {
    version: 1,
    data: eventData({
      ...apiKey,
      label: Type.String({ minLength: 1, maxLength: 80 }),
      roles: Roles,
      secretDigest: Digest,
      expiresAt: Instant,
      /** The version of the API that its program was written for. */
      apiVersion: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    }),
  },
  ApiKeyRevoked: { version: 1, data: eventData(apiKey) },

  PersonalDataUnmasked: {
    version: 1,
    data: eventData({
      subjects: Type.Array(SubjectId, { maxItems: 1_000 }),
      thing: Type.String({ minLength: 1, maxLength: 200 }),
      reason: Personal<string>('reason'),
      requestId: Type.String({ minLength: 1, maxLength: 64 }),
    }),
  },

  /** Something was moved that no context decides on, such as a dead letter. */
  OperatorActed: {
    version: 1,
    data: eventData({
      action: Type.String({ pattern: '^[a-z][a-z-]{0,60}$' }),
      thing: Text(200),
      reason: Type.Optional(Personal<string>('reason')),
      requestId: Text(64),
    }),
  },

  SubjectHeld: {
    version: 1,
    data: eventData({ ...subject, holdId: Id, reason: Personal<string>('reason') }),
  },
  SubjectReleased: { version: 1, data: eventData({ ...subject, holdId: Id }) },
  /** The intent; from here on `key` has no future. */
  SubjectErased: {
    version: 1,
    data: eventData({
      ...subject,
      key: SubjectId,
      ground: ErasureGround,
      reference: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9./_-]{1,64}$' })),
    }),
  },
  SubjectKeyDestroyed: { version: 1, data: eventData({ ...subject, key: SubjectId }) },
} as const satisfies EventSchemas

export type AccessEvent = EventOf<typeof accessEvents>
export type AccessEventOf<Type extends AccessEvent['type']> = Extract<
  AccessEvent,
  { readonly type: Type }
>
