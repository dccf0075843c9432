import Type, { type Static } from 'typebox'
import { roles, type Role } from '../../kernel/role.ts'

const RoleSchema = Type.Unsafe<Role>({ type: 'string', enum: [...roles] })
const Instant = Type.String({ format: 'date-time' })
const PositionToken = Type.String({ description: 'For `?after=` of a list that must show it' })

/** Texts that were sealed: null where the person was erased. */
const Opened = Type.Union([Type.String(), Type.Null()])

/** Who is signed in. */
export const SignedInSchema = Type.Object(
  {
    actor: Type.String(),
    displayName: Type.Optional(Type.String()),
    roles: Type.Array(RoleSchema),
    /** Sent back in the header `x-csrf-token` with every call that changes something; absent for programs. */
    csrfToken: Type.Optional(Type.String()),
  },
  { title: 'SignedIn' },
)
export type SignedIn = Static<typeof SignedInSchema>

export const UserSchema = Type.Object(
  {
    userId: Type.String(),
    username: Opened,
    displayName: Opened,
    roles: Type.Array(RoleSchema),
    /** The issuer that vouches for them and says what they may do; absent for local accounts. */
    identityProvider: Type.Optional(Type.String()),
    status: Type.Union([Type.Literal('active'), Type.Literal('locked'), Type.Literal('disabled')]),
    lockedUntil: Type.Optional(Instant),
    createdAt: Instant,
    lastSignInAt: Type.Optional(Instant),
  },
  { title: 'User' },
)
export type User = Static<typeof UserSchema>

export const ApiKeySchema = Type.Object(
  {
    keyId: Type.String(),
    label: Type.String(),
    roles: Type.Array(RoleSchema),
    status: Type.Union([Type.Literal('valid'), Type.Literal('expired'), Type.Literal('revoked')]),
    issuedAt: Instant,
    issuedBy: Type.String(),
    expiresAt: Instant,
    apiVersion: Type.Optional(
      Type.String({ description: 'What its requests speak unless they say otherwise' }),
    ),
    revokedAt: Type.Optional(Instant),
  },
  { title: 'ApiKey' },
)
export type ApiKey = Static<typeof ApiKeySchema>

export const AuditEntrySchema = Type.Object(
  {
    id: Type.String(),
    kind: Type.String(),
    at: Instant,
    actor: Type.String(),
    subject: Type.Optional(Type.String()),
    thing: Type.String(),
    reason: Type.Optional(Opened),
    ground: Type.Optional(Type.String()),
    reference: Type.Optional(Type.String()),
    requestId: Type.Optional(Type.String()),
  },
  { title: 'AuditEntry' },
)
export type AuditEntry = Static<typeof AuditEntrySchema>

export const SubjectSchema = Type.Object(
  {
    subject: Type.String(),
    /** Whether anything sealed for them can still be read. */
    isReadable: Type.Boolean(),
    holds: Type.Array(
      Type.Object({ holdId: Type.String(), reason: Opened, at: Instant, by: Type.String() }),
    ),
    erasures: Type.Array(
      Type.Object({
        key: Type.String(),
        ground: Type.String(),
        reference: Type.Optional(Type.String()),
        at: Instant,
        by: Type.String(),
        destroyedAt: Type.Optional(Instant),
      }),
    ),
  },
  { title: 'Subject' },
)
export type Subject = Static<typeof SubjectSchema>

/** What a change answers: where to wait for it to show. */
export const ChangedSchema = Type.Object({ position: PositionToken })
export const CreatedUserSchema = Type.Object({ userId: Type.String(), position: PositionToken })
export const IssuedApiKeySchema = Type.Object({
  keyId: Type.String(),
  /** Shown here and never again: `Authorization: Bearer <key>`. */
  key: Type.String(),
  position: PositionToken,
})
export const HeldSubjectSchema = Type.Object({ holdId: Type.String(), position: PositionToken })
export const ErasedSubjectSchema = Type.Object({
  subject: Type.String(),
  /** False while the keys cannot be reached: the key is then destroyed as soon as they can. */
  isDestroyed: Type.Boolean(),
  position: PositionToken,
})
