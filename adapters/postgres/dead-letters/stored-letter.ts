import { createHash } from 'node:crypto'
import type { LetterFilter, LetterState, StoredLetter } from '../../../kernel/dead-letter-store.ts'
import type { DeadLetter, DeliveredMessage } from '../../../kernel/message-bus.ts'
import { asKey, decrypt, deriveKey, encrypt } from '../../node/sealing.ts'

/** A row of `dead_letters`. */
export interface LetterRow {
  readonly letter: string
  readonly number: string
  readonly group_name: string
  readonly topic: string
  readonly lane: Buffer
  readonly message: Buffer
  readonly edited: boolean
  readonly reason: string
  readonly error: string
  readonly attempts: number
  readonly state: LetterState
  readonly rate: number
  readonly set_aside_at: string
  readonly changed_at: string
}

const errorLengthMax = 2_000

/** PostgreSQL keeps no NUL in a text. */
export const plainText = (text: string): string =>
  text.replaceAll('\u0000', '\ufffd').toWellFormed()

/** An error may quote anything. */
export const plainError = (error: string): string => plainText(error.slice(0, errorLengthMax))

export const laneOf = (key: string): Buffer => createHash('sha256').update(key).digest()

/** How messages are sealed: nobody knows what a sender put into one that breaks its contract. */
export const letterSeal = (masterKey: Buffer) => {
  const key = asKey(deriveKey(masterKey, 'dead letters'))
  return {
    seal: (letterId: string, message: DeliveredMessage): Buffer =>
      encrypt(key, `dead letter ${letterId}`, Buffer.from(JSON.stringify(message))),
    open: (row: Pick<LetterRow, 'letter' | 'message'>): DeliveredMessage =>
      JSON.parse(
        decrypt(key, `dead letter ${row.letter}`, row.message).toString(),
      ) as DeliveredMessage,
  }
}
export type LetterSeal = ReturnType<typeof letterSeal>

export const storedLetter = (seal: LetterSeal, row: LetterRow): StoredLetter => ({
  letterId: row.letter,
  group: row.group_name,
  message: seal.open(row),
  reason: row.reason,
  error: row.error,
  attempts: row.attempts,
  state: row.state,
  isEdited: row.edited,
  setAsideAt: Number(row.set_aside_at),
  changedAt: Number(row.changed_at),
})

export const stateWhenAdded = ({ reason }: DeadLetter): LetterState =>
  reason === 'waits-behind' ? 'waiting' : 'dead'

/** The conditions of a filter, and their values from `$first` on. */
export const conditionsOf = (
  { group, topic, reason, key, state }: LetterFilter,
  first: number,
): { readonly sql: string; readonly values: readonly unknown[] } => {
  const wanted = {
    group_name: group,
    topic,
    reason,
    state,
    lane: key === undefined ? undefined : laneOf(key),
  }
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined)
  return {
    sql: given.map(([column], index) => ` and ${column} = $${first + index}`).join(''),
    values: given.map(([, value]) => (typeof value === 'string' ? plainText(value) : value)),
  }
}
