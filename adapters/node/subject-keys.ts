import type { KeyObject } from 'node:crypto'
import { sealedText, type Sealed, type SubjectId } from '../../kernel/personal-data.ts'
import { asKey, decrypt, encrypt, newKey } from './sealing.ts'

/**
 * A person's newest key as a store keeps it. `wrapped` is absent once it was destroyed: the row stays, so that
 * what is sealed later for the same person begins a new generation and never revives an old one.
 */
export interface SubjectKeyRow {
  readonly person: SubjectId
  readonly generation: number
  readonly wrapped?: Buffer
}

/** Where wrapped keys are kept. */
export interface SubjectKeyStore {
  /**
   * Each person's living key. Where there is none, the offered one becomes it, under the next generation; when
   * two processes offer at once, both are given the same. Durable when it resolves.
   */
  claim(
    offers: readonly { readonly person: SubjectId; readonly wrapped: Buffer }[],
  ): Promise<readonly SubjectKeyRow[]>
  /** Each person's newest row, none for the unknown. */
  find(persons: readonly SubjectId[]): Promise<readonly SubjectKeyRow[]>
  /** Overwrites one generation's key. False where it had none. */
  destroy(person: SubjectId, generation: number): Promise<boolean>
}

/** A person's newest generation, with its key while it lives. */
export class NewestKey {
  readonly generation: number
  readonly key: KeyObject | undefined
  readonly #sealed = new Map<string, { readonly plaintext: string; readonly sealed: Sealed }>()

  constructor(generation: number, key: KeyObject | undefined) {
    this.generation = generation
    this.key = key
  }

  /** Whether a text that may repeat was sealed with it. */
  get remembers(): boolean {
    return this.#sealed.size > 0
  }

  /** Seals a text. Where it `mayRepeat`, the last one of each field is remembered, and forgotten with the key. */
  seal(person: SubjectId, field: string, plaintext: string, mayRepeat: boolean): Sealed {
    if (!this.key) throw new Error('a living key was given, and is gone')
    const last = mayRepeat ? this.#sealed.get(field) : undefined
    if (last?.plaintext === plaintext) return last.sealed
    const subject = subjectIdOf(person, this.generation)
    const ciphertext = encrypt(this.key, placeOf(subject, field), Buffer.from(plaintext))
    const sealed = sealedText({ subject, field, ciphertext: ciphertext.toString('base64url') })
    if (mayRepeat && plaintext.length <= rememberedLengthMax)
      this.#sealed.set(field, { plaintext, sealed })
    return sealed
  }
}

/** In characters: a held key weighs a few hundred bytes more for each of the few fields that may repeat. */
const rememberedLengthMax = 300

const personPattern = /^[A-Za-z0-9_-]{1,120}$/
const generationPattern = /^g(\d{1,5})_(.+)$/

/** `g2_account-x` is the second key of `account-x`; the first one's id is the person's own. */
export const readSubjectId = (subject: SubjectId): { person: SubjectId; generation: number } => {
  const [, digits, rest] = generationPattern.exec(subject) ?? []
  const person = rest ?? subject
  if (!personPattern.test(person) || (rest && generationPattern.test(rest)))
    throw new Error('a subject has 1 to 120 letters, digits, - and _')
  return { person, generation: digits ? Number(digits) : 1 }
}

export const subjectIdOf = (person: SubjectId, generation: number): SubjectId =>
  generation === 1 ? person : `g${generation}_${person}`

/** Where a ciphertext belongs; it opens nowhere else. */
export const placeOf = (subject: SubjectId, field: string): string => `${subject}|${field}`

/** The place that a wrapped key belongs to. */
const wrappedPlace = (person: SubjectId): string => `key of ${person}`

/** A key that nobody has yet, as it will be used and as it will be kept. */
export const offerKey = (wrappingKey: KeyObject, person: SubjectId) => {
  const bytes = newKey()
  return {
    person,
    wrapped: encrypt(wrappingKey, wrappedPlace(person), bytes),
    key: asKey(bytes),
  }
}

export const unwrapKey = (
  wrappingKey: KeyObject,
  { person, wrapped }: SubjectKeyRow,
): KeyObject | undefined => wrapped && asKey(decrypt(wrappingKey, wrappedPlace(person), wrapped))

export const rewrapKey = (
  from: KeyObject,
  to: KeyObject,
  person: SubjectId,
  wrapped: Buffer,
): Buffer => encrypt(to, wrappedPlace(person), decrypt(from, wrappedPlace(person), wrapped))
