import type { Instant } from './clock.ts'
import type { Uuid } from './id.ts'
import type { DeadLetter, DeadLetters } from './message-bus.ts'

/**
 * Where a dead letter stands.
 *
 *   dead ----> redriving ----> redriven         handled after all
 *    ^ \_____/     |
 *    |   failed <--+
 *    +----> discarded                           given up by somebody, who says why
 *
 *   waiting: behind a dead one of its key. It follows by itself, in order, once that one is redriven or discarded.
 */
export const letterStates = ['dead', 'waiting', 'redriving', 'redriven', 'discarded'] as const
export type LetterState = (typeof letterStates)[number]

/** Of whom its message was not taken yet: later ones of its key may have to wait. */
export const openStates: readonly LetterState[] = ['dead', 'waiting', 'redriving']

export interface StoredLetter extends DeadLetter {
  readonly letterId: Uuid
  readonly state: LetterState
  /** Its payload is no longer what came. */
  readonly isEdited: boolean
  readonly setAsideAt: Instant
  readonly changedAt: Instant
}

export interface LetterFilter {
  readonly group?: string
  readonly topic?: string
  readonly reason?: string
  readonly key?: string
  readonly state?: LetterState
}

/** Letters that have the same reason. */
export interface LetterSummary {
  readonly group: string
  readonly topic: string
  readonly reason: string
  readonly state: LetterState
  readonly letters: number
  readonly oldestAt: Instant
  readonly newestAt: Instant
}

export interface Acting {
  readonly actor: string
  readonly at: Instant
  /** In the words of whoever acts. */
  readonly why?: string
}

/** What was done with a letter, and by whom. Kept with it, and never changed. */
export interface LetterAction extends Acting {
  readonly action:
    | 'set-aside'
    | 'shown'
    | 'edited'
    | 'redrive'
    | 'redriven'
    | 'failed'
    | 'discarded'
  readonly letterId: Uuid
  readonly batchId?: Uuid
}

/** Many letters at once: proposed by one person as an exact set, decided by another. */
export interface LetterBatch {
  readonly batchId: Uuid
  readonly does: 'redrive' | 'discard'
  readonly filter: LetterFilter
  readonly letters: number
  readonly ratePerSecond: number
  readonly state: 'proposed' | 'approved' | 'denied'
  readonly proposed: Acting
  readonly decided?: Acting
}

/** At a rate, where it is one of many; 0: at once. */
export type DueLetter = StoredLetter & { readonly ratePerSecond: number }

export interface LetterPage {
  readonly letters: readonly StoredLetter[]
  readonly next?: string
}

/** Implementations pass testing/dead-letter-store.conformance.ts. */
export interface DeadLetterStore extends DeadLetters {
  summary(): Promise<readonly LetterSummary[]>
  /** The newest first. `after` is the `next` of the page before. */
  list(filter: LetterFilter, limit: number, after?: string): Promise<LetterPage>
  find(letterId: Uuid): Promise<StoredLetter | undefined>
  history(letterId: Uuid): Promise<readonly LetterAction[]>
  /** Writes down that somebody looked at what a letter says. */
  shown(letterId: Uuid, by: Acting): Promise<void>
  /** Puts another payload in place of the one that came. False where the letter is not dead. */
  edit(letterId: Uuid, payload: string, by: Acting): Promise<boolean>
  /** False where the letter is not dead. */
  redrive(letterId: Uuid, by: Acting): Promise<boolean>
  /** Also one that waits. False where it is neither. */
  discard(letterId: Uuid, by: Acting): Promise<boolean>

  /** Notes the dead letters that the filter finds now, `lettersMax` at most; nothing happens to them yet. */
  propose(
    batch: Omit<LetterBatch, 'state' | 'letters' | 'decided'>,
    lettersMax: number,
  ): Promise<LetterBatch>
  findBatch(batchId: Uuid): Promise<LetterBatch | undefined>
  /** The newest first. Without those that no letter was found for. */
  batches(limit: number): Promise<readonly LetterBatch[]>
  /** The letters of a batch, as they stand. */
  lettersOf(batchId: Uuid, limit: number): Promise<readonly StoredLetter[]>
  /**
   * Does what was proposed to those of its letters that are dead still, and say and are dead of what they did then.
   * False where it was decided before.
   */
  decide(batchId: Uuid, approved: boolean, by: Acting): Promise<boolean>

  /**
   * Those of a group that are to be redriven, the first of each key: those that somebody asked for one by one, then
   * those of batches, each in order.
   */
  due(group: string, limit: number): Promise<readonly DueLetter[]>
  /** It was handled; those that waited behind it follow. */
  settled(letterId: Uuid, at: Instant): Promise<void>
  /** It is dead again, and those behind it wait again. */
  failed(letterId: Uuid, reason: string, error: string, at: Instant): Promise<void>
}
