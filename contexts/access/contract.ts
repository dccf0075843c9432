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
    /** Their roles demand a second factor that is not there yet: setting one up is all that they may do. */
    mustEnrol: Type.Optional(Type.Boolean()),
  },
  { title: 'SignedIn' },
)
export type SignedIn = Static<typeof SignedInSchema>

/** How one can sign in besides a user name and a password. */
export const SignInMethodsSchema = Type.Object({
  provider: Type.Optional(Type.Object({ name: Type.String() })),
})
export type SignInMethods = Static<typeof SignInMethodsSchema>

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
    address: Type.Optional(Opened),
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

const DescribedPasskey = Type.Object({
  type: Type.Literal('public-key'),
  id: Type.String(),
  transports: Type.Array(Type.String()),
})

/** For `navigator.credentials.get`, in the JSON form of WebAuthn. */
export const UsePasskeySchema = Type.Object(
  {
    challenge: Type.String(),
    rpId: Type.String(),
    timeout: Type.Integer(),
    userVerification: Type.String(),
    allowCredentials: Type.Array(DescribedPasskey),
  },
  { title: 'UsePasskey' },
)
export type UsePasskey = Static<typeof UsePasskeySchema>

/** For `navigator.credentials.create`, in the JSON form of WebAuthn. */
export const MakePasskeySchema = Type.Object(
  {
    challenge: Type.String(),
    rp: Type.Object({ id: Type.String(), name: Type.String() }),
    user: Type.Object({ id: Type.String(), name: Type.String(), displayName: Type.String() }),
    pubKeyCredParams: Type.Array(
      Type.Object({ type: Type.Literal('public-key'), alg: Type.Integer() }),
    ),
    timeout: Type.Integer(),
    excludeCredentials: Type.Array(DescribedPasskey),
    authenticatorSelection: Type.Object({
      residentKey: Type.String(),
      requireResidentKey: Type.Boolean(),
      userVerification: Type.String(),
    }),
    attestation: Type.String(),
  },
  { title: 'MakePasskey' },
)
export type MakePasskey = Static<typeof MakePasskeySchema>

/** How somebody can prove who they are. */
export const ProofSchema = Type.Union([
  Type.Literal('password'),
  Type.Literal('totp'),
  Type.Literal('passkey'),
  Type.Literal('recovery-code'),
  Type.Literal('provider'),
])
export type Proof = Static<typeof ProofSchema>

/** The password was right, and more is asked for. */
export const SecondFactorNeededSchema = Type.Object(
  {
    next: Type.Literal('second-factor'),
    /** Sent back with the proof, within five minutes. */
    challenge: Type.String(),
    proofs: Type.Array(ProofSchema),
    /** Where a passkey is among the proofs and can be used at this address. */
    passkey: Type.Optional(UsePasskeySchema),
  },
  { title: 'SecondFactorNeeded' },
)
export type SecondFactorNeeded = Static<typeof SecondFactorNeededSchema>

/** What is asked of somebody who proves who they are. */
export const ProofChallengeSchema = Type.Object(
  {
    challenge: Type.String(),
    proofs: Type.Array(ProofSchema),
    passkey: Type.Optional(UsePasskeySchema),
  },
  { title: 'ProofChallenge' },
)
export type ProofChallenge = Static<typeof ProofChallengeSchema>

export const PasskeyRequestSchema = Type.Object({
  challenge: Type.String(),
  passkey: UsePasskeySchema,
})
export const NewPasskeySchema = Type.Object(
  {
    challenge: Type.String(),
    passkey: MakePasskeySchema,
  },
  { title: 'NewPasskey' },
)
export type NewPasskey = Static<typeof NewPasskeySchema>

export const NewTotpSchema = Type.Object(
  {
    challenge: Type.String(),
    /** Base32, for typing it in; shown here and never again. */
    secret: Type.String(),
    /** `otpauth://totp/...`, for the QR code. */
    uri: Type.String(),
  },
  { title: 'NewTotp' },
)
export type NewTotp = Static<typeof NewTotpSchema>

/** What proves a person besides the password. */
export const FactorsSchema = Type.Object(
  {
    totp: Type.Optional(
      Type.Object({
        factorId: Type.String(),
        enrolledAt: Instant,
        lastUsedAt: Type.Optional(Instant),
      }),
    ),
    passkeys: Type.Array(
      Type.Object({
        factorId: Type.String(),
        label: Opened,
        registeredAt: Instant,
        lastUsedAt: Type.Optional(Instant),
        /** Whether it is copied to the person's other devices. */
        isSynced: Type.Boolean(),
      }),
    ),
    recoveryCodesLeft: Type.Integer(),
    recoveryCodesIssuedAt: Type.Optional(Instant),
    /** Whether the person's roles demand one. */
    isDemanded: Type.Boolean(),
    /** Whether passkeys can be used at the address that this was read from. */
    arePasskeysPossible: Type.Boolean(),
    position: PositionToken,
  },
  { title: 'Factors' },
)
export type Factors = Static<typeof FactorsSchema>

export const FactorAddedSchema = Type.Object({ factorId: Type.String(), position: PositionToken })
export const RecoveryCodesSchema = Type.Object({
  /** Shown here and never again; each opens once. */
  codes: Type.Array(Type.String()),
  position: PositionToken,
})
export type RecoveryCodes = Static<typeof RecoveryCodesSchema>

export const SessionSchema = Type.Object(
  {
    sessionId: Type.String(),
    isCurrent: Type.Boolean(),
    signedInAt: Instant,
    /** Recorded every five minutes. */
    lastUsedAt: Instant,
    endsAt: Instant,
    by: Type.Array(ProofSchema),
    address: Type.Optional(Opened),
    browser: Type.Optional(Type.String()),
  },
  { title: 'Session' },
)
export type Session = Static<typeof SessionSchema>

export const SignInPolicySchema = Type.Object(
  {
    /** Whoever has one of these roles signs in with a second factor. */
    secondFactorRoles: Type.Array(RoleSchema),
    position: PositionToken,
  },
  { title: 'SignInPolicy' },
)
export type SignInPolicy = Static<typeof SignInPolicySchema>

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
