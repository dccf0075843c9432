import type { Clock, Instant } from '../../kernel/clock.ts'
import {
  openStates,
  type Acting,
  type DeadLetterStore,
  type DueLetter,
  type LetterAction,
  type LetterBatch,
  type LetterFilter,
  type LetterPage,
  type LetterState,
  type LetterSummary,
  type StoredLetter,
} from '../../kernel/dead-letter-store.ts'
import type { DeadLetter } from '../../kernel/message-bus.ts'
import { nodeIds } from '../node/ids.ts'

interface Held {
  letter: StoredLetter
  readonly order: number
  ratePerSecond: number
  /** Another one each time that it comes to say, or to be dead of, something else. */
  edition: number
}

interface Batch {
  batch: LetterBatch
  readonly proposed: readonly { readonly letterId: string; readonly edition: number }[]
}

const ids = nodeIds()
export const letterIdOf = ({ group, message }: DeadLetter): string =>
  ids.derive('dead letter', group, message.topic, String(message.partition), message.offset)

/** Dead letters for as long as the process lives. */
export class MemoryDeadLetters implements DeadLetterStore {
  readonly #held = new Map<string, Held>()
  readonly #actions: LetterAction[] = []
  readonly #batches = new Map<string, Batch>()
  readonly #clock: Clock
  #order = 0

  constructor(clock: Clock = { now: () => 0 }) {
    this.#clock = clock
  }

  /** All of them, in the order in which they came. */
  get letters(): readonly StoredLetter[] {
    return this.#inOrder().map(({ letter }) => letter)
  }

  async add(letter: DeadLetter, settled: 'reopened' | 'left' = 'reopened'): Promise<void> {
    const letterId = letterIdOf(letter)
    const known = this.#held.get(letterId)
    if (known && (settled === 'left' || openStates.includes(known.letter.state))) return
    const at = this.#clock.now()
    const { topic, key } = letter.message
    // What it was to wait behind may be gone by now: then it is its turn.
    const waits = (await this.holds(letter.group, topic, key)) ? 'waiting' : 'redriving'
    const state = letter.reason === 'waits-behind' ? waits : 'dead'
    const stored = { ...letter, letterId, state, isEdited: false, changedAt: at } as const
    this.#held.set(letterId, {
      letter: { ...stored, setAsideAt: known?.letter.setAsideAt ?? at },
      order: known?.order ?? ++this.#order,
      ratePerSecond: 0,
      edition: (known?.edition ?? -1) + 1,
    })
    this.#note('set-aside', letterId, { actor: `bus:${letter.group}`, at })
  }

  async holds(group: string, topic: string, key: string): Promise<boolean> {
    return this.letters.some(
      ({ state, message, ...letter }) =>
        letter.group === group &&
        message.topic === topic &&
        message.key === key &&
        openStates.includes(state),
    )
  }

  async summary(): Promise<readonly LetterSummary[]> {
    return summaryOf(this.letters)
  }

  async list(filter: LetterFilter, limit: number, after?: string): Promise<LetterPage> {
    const found = this.#inOrder()
      .filter(({ letter }) => fits(letter, filter))
      .filter((one) => after === undefined || one.order < Number(after))
      .reverse()
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      letters: page.map(({ letter }) => letter),
      ...(found.length > limit && last ? { next: String(last.order) } : {}),
    }
  }

  async find(letterId: string): Promise<StoredLetter | undefined> {
    return this.#held.get(letterId)?.letter
  }

  async history(letterId: string): Promise<readonly LetterAction[]> {
    return this.#actions.filter((action) => action.letterId === letterId)
  }

  async shown(letterId: string, by: Acting): Promise<void> {
    this.#note('shown', letterId, by)
  }

  async edit(letterId: string, payload: string, by: Acting): Promise<boolean> {
    const one = this.#held.get(letterId)
    if (one?.letter.state !== 'dead') return false
    change(one, { message: { ...one.letter.message, payload }, isEdited: true }, by.at)
    one.edition++
    this.#note('edited', letterId, by)
    return true
  }

  async redrive(letterId: string, by: Acting): Promise<boolean> {
    return this.#move(letterId, ['dead'], 'redriving', by)
  }

  async discard(letterId: string, by: Acting): Promise<boolean> {
    return this.#move(letterId, ['dead', 'waiting'], 'discarded', by)
  }

  async propose(
    proposed: Omit<LetterBatch, 'state' | 'letters' | 'decided'>,
    lettersMax: number,
  ): Promise<LetterBatch> {
    const known = this.#batches.get(proposed.batchId)
    if (known) return known.batch
    const letters = this.#inOrder()
      .filter(({ letter }) => letter.state === 'dead' && fits(letter, proposed.filter))
      .slice(0, lettersMax)
      .map(({ letter: { letterId }, edition }) => ({ letterId, edition }))
    const batch: LetterBatch = { ...proposed, letters: letters.length, state: 'proposed' }
    this.#batches.set(batch.batchId, { batch, proposed: letters })
    return batch
  }

  async findBatch(batchId: string): Promise<LetterBatch | undefined> {
    return this.#batches.get(batchId)?.batch
  }

  async batches(limit: number): Promise<readonly LetterBatch[]> {
    const all = [...this.#batches.values()].map(({ batch }) => batch)
    return all
      .filter(({ letters }) => letters > 0)
      .reverse()
      .slice(0, limit)
  }

  async lettersOf(batchId: string, limit: number): Promise<readonly StoredLetter[]> {
    const { proposed = [] } = this.#batches.get(batchId) ?? {}
    return proposed
      .slice(0, limit)
      .flatMap(({ letterId }) => this.#held.get(letterId)?.letter ?? [])
  }

  async decide(batchId: string, approved: boolean, by: Acting): Promise<boolean> {
    const known = this.#batches.get(batchId)
    if (known?.batch.state !== 'proposed') return false
    const { does, ratePerSecond } = known.batch
    known.batch = { ...known.batch, state: approved ? 'approved' : 'denied', decided: by }
    const to = does === 'redrive' ? 'redriving' : 'discarded'
    if (approved)
      for (const { letterId, edition } of known.proposed)
        if (this.#held.get(letterId)?.edition === edition)
          this.#move(letterId, ['dead'], to, by, { batchId, ratePerSecond })
    return true
  }

  async due(group: string, limit: number): Promise<readonly DueLetter[]> {
    const isDue = ({ letter }: Held) => letter.state === 'redriving'
    const isOfBatch = ({ ratePerSecond }: Held) => Number(ratePerSecond > 0)
    return this.#inOrder()
      .filter((one) => one.letter.group === group && isDue(one))
      .filter((one) => this.#laneOf(one).find(isDue) === one)
      .toSorted((one, other) => isOfBatch(one) - isOfBatch(other))
      .slice(0, limit)
      .map(({ letter, ratePerSecond }) => ({ ...letter, ratePerSecond }))
  }

  async settled(letterId: string, at: Instant): Promise<void> {
    const one = this.#held.get(letterId)
    if (one?.letter.state !== 'redriving') return
    change(one, { state: 'redriven', attempts: one.letter.attempts + 1 }, at)
    this.#note('redriven', letterId, { actor: 'system', at })
    this.#release(one, at)
  }

  async failed(letterId: string, reason: string, error: string, at: Instant): Promise<void> {
    const one = this.#held.get(letterId)
    if (one?.letter.state !== 'redriving') return
    change(one, { state: 'dead', reason, error, attempts: one.letter.attempts + 1 }, at)
    one.edition++
    this.#note('failed', letterId, { actor: 'system', at, why: error })
    for (const other of this.#laneOf(one).filter(({ order }) => order > one.order))
      if (other.letter.state === 'redriving' && other.letter.reason === 'waits-behind')
        change(other, { state: 'waiting' }, at)
  }

  #inOrder(): readonly Held[] {
    return [...this.#held.values()].sort((one, other) => one.order - other.order)
  }

  #laneOf({ letter: { group, message } }: Held): readonly Held[] {
    return this.#inOrder().filter(
      ({ letter }) =>
        letter.group === group &&
        letter.message.topic === message.topic &&
        letter.message.key === message.key,
    )
  }

  #note(action: LetterAction['action'], letterId: string, by: Acting, batchId?: string): void {
    this.#actions.push({ action, letterId, ...by, ...(batchId === undefined ? {} : { batchId }) })
  }

  /** What waits follows, up to the next dead one. */
  #release(one: Held, at: Instant): void {
    for (const other of this.#laneOf(one)) {
      if (other.letter.state === 'dead') return
      if (other.letter.state !== 'waiting') continue
      change(other, { state: 'redriving' }, at)
      other.ratePerSecond = one.ratePerSecond
    }
  }

  #move(
    letterId: string,
    from: readonly LetterState[],
    to: 'redriving' | 'discarded',
    by: Acting,
    { batchId, ratePerSecond = 0 }: { batchId?: string; ratePerSecond?: number } = {},
  ): boolean {
    const one = this.#held.get(letterId)
    if (!one || !from.includes(one.letter.state)) return false
    change(one, { state: to }, by.at)
    one.ratePerSecond = ratePerSecond
    this.#note(to === 'redriving' ? 'redrive' : 'discarded', letterId, by, batchId)
    if (to === 'discarded') this.#release(one, by.at)
    return true
  }
}

export const memoryDeadLetters = (clock?: Clock): MemoryDeadLetters => new MemoryDeadLetters(clock)

const change = (one: Held, part: Partial<StoredLetter>, at: Instant): void => {
  one.letter = { ...one.letter, ...part, changedAt: at }
}

const fits = (letter: StoredLetter, { group, topic, reason, key, state }: LetterFilter): boolean =>
  (group === undefined || letter.group === group) &&
  (topic === undefined || letter.message.topic === topic) &&
  (reason === undefined || letter.reason === reason) &&
  (key === undefined || letter.message.key === key) &&
  (state === undefined || letter.state === state)

const summaryOf = (letters: readonly StoredLetter[]): readonly LetterSummary[] => {
  const sums = new Map<string, LetterSummary>()
  for (const { group, reason, state, message, setAsideAt } of letters) {
    const name = JSON.stringify([group, message.topic, reason, state])
    const before = sums.get(name)
    sums.set(name, {
      group,
      topic: message.topic,
      reason,
      state,
      letters: (before?.letters ?? 0) + 1,
      oldestAt: Math.min(before?.oldestAt ?? setAsideAt, setAsideAt),
      newestAt: Math.max(before?.newestAt ?? setAsideAt, setAsideAt),
    })
  }
  return [...sums.values()]
}
