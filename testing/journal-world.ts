import fc from 'fast-check'
import type { EventStore } from '../kernel/event-store.ts'
import type { OpenAccounts, TransactionStated } from '../contexts/payments/journal/commands.ts'
import { expireHold, placeHold, releaseHold, spendHold } from '../contexts/payments/journal/hold.ts'
import { formatInstant } from '../kernel/clock.ts'
import { journalOver, move } from './journal.ts'

/** Two guarded accounts with a limit, one without, two open ones. */
export const accountNames = ['anna', 'ben', 'cleo', 'bank', 'fees', 'holds'] as const
type Name = (typeof accountNames)[number]

const currencies = ['EUR', 'JPY'] as const
const openAccounts: OpenAccounts = { bank: currencies, fees: currencies, holds: 'all' }

interface Leg {
  readonly from: Name
  readonly to: Name
  readonly units: number
  readonly currency: (typeof currencies)[number]
}

/** What somebody may ask of the journal, or what may happen to it. */
export type Step =
  | {
      readonly kind: 'post'
      readonly legs: readonly Leg[]
      readonly reference: number | null
      readonly effectiveDate: string
    }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'reverse'; readonly nth: number }
  | {
      readonly kind: 'hold'
      readonly account: Name
      readonly units: number
      readonly forMs: number
    }
  | {
      readonly kind: 'spend'
      readonly nth: number
      readonly units: number
      readonly to: Name
      readonly releaseRest: boolean
    }
  | { readonly kind: 'release'; readonly nth: number }
  | { readonly kind: 'expire'; readonly nth: number }
  | { readonly kind: 'time-passes'; readonly ms: number }

const name = fc.constantFrom(...accountNames.slice(0, 5))
const payer = fc.constantFrom<Name>('bank', 'bank', 'fees', 'anna', 'ben', 'cleo')
const currency = fc.constantFrom(...currencies, 'EUR', 'EUR')
const units = fc.integer({ min: 1, max: 300 })
const nth = fc.nat({ max: 8 })
const day = fc.constantFrom('2025-12-31', '2026-01-01', '2026-01-01', '2026-01-02', '2026-02-01')
const minuteMs = 60_000

export const stepOf: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('post' as const),
      legs: fc.array(fc.record({ from: payer, to: name, units, currency }), {
        minLength: 1,
        maxLength: 2,
      }),
      reference: fc.option(nth, { freq: 3 }),
      effectiveDate: day,
    }),
  },
  fc.record({ kind: fc.constant('repeat' as const) }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reverse' as const), nth }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('hold' as const),
      account: name,
      units,
      forMs: fc.constantFrom(1, minuteMs, 24 * 60 * minuteMs),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('spend' as const),
      nth,
      units,
      to: name,
      releaseRest: fc.boolean(),
    }),
  },
  fc.record({ kind: fc.constant('release' as const), nth }),
  fc.record({ kind: fc.constant('expire' as const), nth }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('time-passes' as const),
      // Another process's clock may stand a little behind.
      ms: fc.constantFrom(
        -20,
        1,
        1,
        minuteMs,
        61 * minuteMs,
        25 * 60 * minuteMs,
        40 * 24 * 60 * minuteMs,
      ),
    }),
  },
)

/** Asks a journal for whatever a story says, the way its callers would. */
export class JournalWorld {
  readonly #journal: ReturnType<typeof journalOver>
  readonly #posted: { id: string; postings: TransactionStated['postings'] }[] = []
  readonly #holds: { holdId: string; account: string }[] = []
  readonly #times: number[] = []
  #last: (() => Promise<unknown>) | undefined
  #asked = 0
  accepted = 0

  constructor(log: EventStore) {
    this.#journal = journalOver(log)
  }

  get clock(): { readonly at: number } {
    return this.#journal.clock
  }

  /** The time of one of the steps. */
  someTime(index: number): number {
    return this.#times[index % Math.max(1, this.#times.length)] ?? this.clock.at
  }

  async begin(): Promise<void> {
    const { open, post } = this.#journal
    await open('anna', 'guarded', currencies, '100')
    await open('ben', 'guarded', currencies)
    await open('cleo', 'guarded', ['EUR'])
    await open('bank', 'open', currencies)
    await open('fees', 'open', currencies)
    const postings = currencies.flatMap((currency) => move('bank', 'anna', 500, currency))
    await post({ postings, effectiveDate: '2026-01-01' }, openAccounts, 'endowment')
  }

  async take(step: Step): Promise<void> {
    this.#times.push(this.clock.at)
    if (step.kind === 'time-passes') {
      this.#journal.clock.at += step.ms
      return
    }
    if (step.kind === 'repeat') return void (await this.#last?.())
    const key = `step-${this.#asked++}`
    this.#last = () => this.#ask(step, key)
    await this.#last()
  }

  async #ask(step: Exclude<Step, { kind: 'repeat' | 'time-passes' }>, key: string): Promise<void> {
    switch (step.kind) {
      case 'post':
        return this.#post(step, key)
      case 'reverse': {
        const original = this.#posted[step.nth]
        if (!original) return
        await this.#journal.reverse(original.id, original.postings, openAccounts)
        return
      }
      case 'hold':
        return this.#hold(step, key)
      case 'spend':
        return this.#spend(step, key)
      default: {
        const hold = this.#holds[step.nth]
        if (!hold) return
        const { send } = this.#journal
        if (step.kind === 'release')
          await send(releaseHold, { type: 'ReleaseHold', data: hold }, key)
        else await send(expireHold, { type: 'ExpireHold', data: hold }, key)
      }
    }
  }

  async #post(step: Extract<Step, { kind: 'post' }>, key: string): Promise<void> {
    const postings = step.legs.flatMap(({ from, to, units: amount, currency }) =>
      move(from, to, amount, currency),
    )
    const reference = step.reference === null ? {} : { reference: `R-${step.reference}` }
    const stated = { postings, effectiveDate: step.effectiveDate, ...reference }
    const { outcome, transactionId } = await this.#journal.post(stated, openAccounts, key)
    if (outcome.kind !== 'accepted' || !outcome.fresh) return
    this.accepted++
    this.#posted.push({ id: transactionId, postings })
  }

  async #hold(step: Extract<Step, { kind: 'hold' }>, key: string): Promise<void> {
    const { send, ids, clock } = this.#journal
    const holdId = ids.derive('hold', key)
    const { account } = step
    const amount = { minorUnits: step.units.toString(), currency: 'EUR' }
    const expiresAt = formatInstant(clock.at + step.forMs)
    const data = { holdId, account, amount, expiresAt }
    const outcome = await send(placeHold, { type: 'PlaceHold', data }, key)
    if (outcome.kind === 'accepted' && outcome.fresh) this.#holds.push({ holdId, account })
  }

  async #spend(step: Extract<Step, { kind: 'spend' }>, key: string): Promise<void> {
    const hold = this.#holds[step.nth]
    if (!hold) return
    const { send, ids } = this.#journal
    const data = {
      ...hold,
      amount: { minorUnits: step.units.toString(), currency: 'EUR' },
      to: step.to,
      releaseRest: step.releaseRest,
      transactionId: ids.derive('spending', key),
      effectiveDate: '2026-01-01',
      openAccounts,
    }
    await send(spendHold, { type: 'SpendHold', data }, key)
  }
}
