import Type, { type TUnsafe } from 'typebox'
import type { Json } from './json.ts'

declare const plaintext: unique symbol

/**
 * Personal data as the platform keeps it: ciphertext under its subject's key, as text
 * `sealed.1.<subject>.<field>.<base64url>`. Sealed at the edge before a command is decided, so that the log,
 * snapshots, outcomes and views never meet the plaintext, and destroying the subject's key is enough to erase it.
 */
export type Sealed<Plain extends Json = Json> = string & { readonly [plaintext]: Plain }

/** Whose data it is: `account-<blind index>` for somebody known by an account alone. Letters, digits, `-` and `_`. */
export type SubjectId = string

/** What is left when the subject's key was destroyed. */
export const erased = Symbol('erased')
export type Erased = typeof erased

export interface SealRequest<Plain extends Json = Json> {
  readonly subject: SubjectId
  /** Names the kind of value; a ciphertext moved to another field or subject does not open. */
  readonly field: string
  readonly value: Plain
  /**
   * The same value of the subject may give the same text again, which is a good deal cheaper. Only for what is
   * known to be alike anyway, as a party is by the blind index of its account.
   */
  readonly mayRepeat?: boolean
}

/** Keeps a key for each subject, wrapped by a master key that comes from outside. */
export interface Vault {
  /**
   * Seals in one go; keys of new subjects are durable before this resolves. For somebody who was erased a new
   * key is made under a new id (`g2_<subject>`), which stands in the sealed text; what was sealed before stays lost.
   */
  seal<Plain extends Json>(
    requests: readonly SealRequest<Plain>[],
  ): Promise<readonly Sealed<Plain>[]>
  /** Opens in one go, `erased` where the key is gone. Throws on a ciphertext that was tampered with. */
  open<Plain extends Json>(sealed: readonly Sealed<Plain>[]): Promise<readonly (Plain | Erased)[]>
  /**
   * The same text for the same value, useless without the index key: for looking up what is sealed. What is hardly
   * ever asked for again, such as a reference, is not worth remembering: `isRare`.
   */
  blindIndex(purpose: string, value: string, isRare?: boolean): string
  /** A keyed digest of anything, for fingerprints of requests that hold personal data. */
  fingerprint(value: Json): string
  /** Destroys the key of exactly this subject id, everywhere. Returns false where there was none. */
  erase(subject: SubjectId): Promise<boolean>
}

const sealedPattern =
  /^sealed\.1\.([A-Za-z0-9_-]{1,128})\.([a-z][A-Za-z0-9-]{0,63})\.([A-Za-z0-9_-]{38,})$/

export interface SealedParts {
  readonly subject: SubjectId
  readonly field: string
  readonly ciphertext: string
}

/** Splits a sealed text into its parts; undefined if it is none. */
export const sealedParts = (text: string): SealedParts | undefined => {
  const [, subject, field, ciphertext] = sealedPattern.exec(text) ?? []
  return subject && field && ciphertext ? { subject, field, ciphertext } : undefined
}

export const sealedText = ({ subject, field, ciphertext }: SealedParts): Sealed =>
  `sealed.1.${subject}.${field}.${ciphertext}` as Sealed

/**
 * Marks a field of an event, a command or a view's row as personal. Its value must be sealed: the schema
 * refuses anything else, so that plaintext cannot reach the log even by mistake.
 */
export const Personal = <Plain extends Json>(field: string): TUnsafe<Sealed<Plain>> =>
  Type.Unsafe<Sealed<Plain>>({
    type: 'string',
    pattern: `^sealed\\.1\\.[A-Za-z0-9_-]{1,128}\\.${field}\\.[A-Za-z0-9_-]{38,}$`,
    'x-personal': field,
  })

/** `DE89 **** 3000`, `A** L*******`: enough to recognise, too little to use. */
export const mask = (text: string): string => {
  const compact = text.replaceAll(' ', '')
  if (/^[A-Z]{2}\d{2}[A-Z0-9]{8,}$/.test(compact))
    return `${compact.slice(0, 4)} **** ${compact.slice(-4)}`
  return text.split(' ').map(maskWord).join(' ')
}

const maskWord = (word: string): string => {
  // Letters, not code units: half of a letter outside the basic plane would be no text.
  const [first = '', ...others] = word
  return first + '*'.repeat(Math.min(others.length, 8))
}
