import Type, { type Static } from 'typebox'
import { eventData, type EventOf, type EventSchemas } from '../../kernel/event-schema.ts'
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

const user = { userId: Id }
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
    version: 1,
    data: eventData({
      ...session,
      ...user,
      expiresAt: Instant,
      idleMs: Type.Integer({ minimum: 1 }),
    }),
  },
  SessionContinued: { version: 1, data: eventData(session) },
  SessionEnded: {
    version: 1,
    data: eventData({ ...session, because: oneOf('signed-out', 'replaced') }),
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
      by: oneOf('token', 'sign-in', 'certificate'),
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
