import type { Instant } from '../../kernel/clock.ts'
import type { SubjectId } from '../../kernel/personal-data.ts'

/** A password as it is kept: a PHC string, `$argon2id$v=19$m=...`. */
export type PasswordHash = string

export type PasswordVerdict =
  | 'matches'
  /** Right, but kept with weaker parameters than are used today: hash it again. */
  | 'matches-outdated'
  | 'differs'
  /** Too many passwords wait to be checked; nothing was looked at. */
  | 'overloaded'

/** Slow on purpose, so it is kept out of every decision. */
export interface PasswordHasher {
  hash(password: string): Promise<PasswordHash | 'overloaded'>
  /** Takes as long without a hash as with one, so that its time does not tell whether an account exists. */
  verify(password: string, hash: PasswordHash | undefined): Promise<PasswordVerdict>
}

/** Random and keyed texts. The key comes from outside; who holds it can make every text that `derive` gives. */
export interface Secrets {
  /** 256 random bits, base64url. */
  random(): string
  /** The same 256 bits for the same parts, base64url; the parts cannot run into each other. */
  derive(...parts: readonly string[]): string
  /** What is kept of a secret of full entropy: its SHA-256, base64url. */
  digest(secret: string): string
  /** Compares without telling by its time how much agrees. */
  same(one: string, other: string): boolean
}

/** Codes that change every half minute (RFC 6238: SHA-1, six digits), as every authenticator app shows them. */
export interface OneTimePasswords {
  /** A secret of 160 bits, base32, from a text of full entropy. */
  secretFrom(text: string): string
  /** `otpauth://totp/...`, what the QR code holds. */
  uri(secret: string, account: string, issuer: string): string
  /** The half minute that the code belongs to: this one, the one before or the one after; undefined for a wrong one. */
  step(secret: string, code: string, now: number): number | undefined
}

/** What is kept of a passkey: everything but its secret, which never leaves the authenticator. */
export interface PasskeyCredential {
  /** base64url, as are the others. */
  readonly id: string
  /** COSE */
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly isSynced: boolean
}

/** Where passkeys belong: they open nowhere else. */
export interface PasskeyPlace {
  readonly origin: string
  readonly rpId: string
}

/** What a browser gives back after a passkey was made; bytes as base64url. */
export interface PasskeyMade {
  readonly id: string
  readonly clientDataJSON: string
  readonly attestationObject: string
  readonly transports?: readonly string[]
}

/** What a browser gives back after a passkey was used. */
export interface PasskeyUsed {
  readonly id: string
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
  readonly userHandle?: string
}

/** Checks what authenticators sign (WebAuthn). `challenge` is the text that they were to sign. */
export interface Passkeys {
  /** Undefined where it was not made here, now, and for this challenge. */
  made(
    answer: PasskeyMade,
    challenge: string,
    place: PasskeyPlace,
  ): Promise<PasskeyCredential | undefined>
  /** The new counter; undefined where the signature is not good. `mustVerify`: by a finger, a face or a PIN. */
  used(
    answer: PasskeyUsed,
    challenge: string,
    place: PasskeyPlace,
    credential: PasskeyCredential,
    mustVerify: boolean,
  ): Promise<number | undefined>
}

/**
 * Which key a person's data is sealed under. A destroyed key is never made again: what is sealed later for the
 * same person lies under the next generation, so that erasing names one key exactly, however often it is repeated.
 */
export interface SubjectKeys {
  /** The person that a key's id speaks of: the same for all generations. */
  person(subject: SubjectId): SubjectId
  /** The id of the key that lives now; undefined where there is none. */
  living(subject: SubjectId): Promise<SubjectId | undefined>
}

/** Somebody whom an identity provider vouches for. `issuer` and `subject` together are who it is; the rest is said of them. */
export interface ProvenIdentity {
  readonly issuer: string
  readonly subject: string
  /** A client that acts for itself. */
  readonly isProgram: boolean
  readonly username: string
  readonly displayName: string
  readonly groups: readonly string[]
}

/** Why a token is not taken. Told to whoever sent it, and written down. */
export const tokenRefusals = [
  'malformed',
  'too-long',
  'algorithm-not-allowed',
  'key-unnamed',
  'key-unknown',
  'signature-wrong',
  'expired',
  'not-yet-valid',
  'wrong-issuer',
  'wrong-audience',
  'claim-missing',
  'not-an-access-token',
  'bound-to-another-sender',
] as const
export type TokenRefusal = (typeof tokenRefusals)[number]

export type TokenVerdict =
  | {
      readonly kind: 'accepted'
      readonly identity: ProvenIdentity
      readonly expiresAt: Instant
      /** Good over connections alone that have shown the certificate of this fingerprint: SHA-256, lower-case hex. */
      readonly certificate?: string
    }
  | { readonly kind: 'refused'; readonly reason: TokenRefusal }
  /** The provider's keys cannot be had, and without them nobody can say. */
  | { readonly kind: 'unavailable' }

/** Access tokens that the identity provider signs for this installation. */
export interface TokenVerifier {
  verify(token: string): Promise<TokenVerdict>
}

/** What ties a callback to the browser that was sent to the provider. All three are secret and used once. */
export interface SignInAttempt {
  readonly state: string
  readonly nonce: string
  /** Of PKCE. */
  readonly codeVerifier: string
}

/** Why a sign-in through the provider came to nothing. Shown to the person, and written down. */
export const signInRefusals = [
  'no-attempt',
  'attempt-used',
  'denied-by-provider',
  'provider-mismatch',
  'not-proved-again',
  'no-role',
  'not-a-person',
  'account-disabled',
  'provider-unavailable',
  'not-now',
] as const
export type SignInRefusal = (typeof signInRefusals)[number]

export type SignInVerdict =
  | {
      readonly kind: 'proven'
      readonly identity: ProvenIdentity
      /** When the person last proved to the provider who they are, where it says so. */
      readonly provedAt?: Instant
      /** For the sign-out at the provider. */
      readonly idToken: string
      /** The provider's own session, where it says so (`sid`). */
      readonly providerSession?: string
    }
  | { readonly kind: 'refused'; readonly reason: SignInRefusal }

/** What the provider says of somebody who signed out there: a person, one of their sessions, or both. */
export type LogoutVerdict =
  | {
      readonly kind: 'proven'
      readonly issuer: string
      readonly subject?: string
      readonly providerSession?: string
      readonly issuedAt: Instant
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' }

/** Sign-in at the identity provider: authorization code with PKCE. */
export interface ProviderSignIn {
  /** As people call it: "Sign in with ...". */
  readonly name: string
  /** Where to send the browser. Undefined while the provider cannot be reached. */
  authorizationUrl(
    attempt: SignInAttempt,
    asked: { readonly provedWithinMs: number } | 'prove-again',
  ): Promise<string | undefined>
  /** `query` is that of the callback, as it came. */
  redeem(
    query: string,
    attempt: SignInAttempt,
    provedSince: Instant | undefined,
  ): Promise<SignInVerdict>
  /** Where to end the provider's own session; undefined where it has no such place, or cannot be reached. */
  signOutUrl(idToken: string): Promise<string | undefined>
  /** Reads a logout token that the provider sent by itself. */
  readLogout(token: string): Promise<LogoutVerdict>
}
