import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testTime } from '../../../testing/facts.ts'
import {
  chooseRail,
  weaknessOf,
  type RailOffer,
  type RoutingRule,
  type TriedInVain,
} from './choose.ts'
import { misfitOf, type Conditions, type Routable } from './conditions.ts'
import { costOf } from './cost.ts'
import { weekdays } from './hours.ts'

const currencies = ['EUR', 'USD', 'JPY']
const countries = ['DE', 'FR', 'US']
const rails = ['instant', 'sepa', 'swift', 'other']

const someOf = <Item>(items: readonly Item[]) => fc.subarray([...items], { minLength: 1 })
/** Absent three times out of four: what asks for everything takes nothing. */
const maybe = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
const without = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined))

const hours = fc.record({
  timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC'),
  days: someOf(weekdays),
  from: fc.constantFrom('00:00', '08:00', '12:30'),
  to: fc.constantFrom('13:00', '18:00', '24:00'),
})
const conditions = fc
  .record({
    currencies: maybe(someOf(currencies)),
    amounts: maybe(
      fc.record({ EUR: fc.record({ min: fc.constant('100'), max: fc.constant('100000') }) }),
    ),
    debtorCountries: maybe(someOf(countries)),
    creditorCountries: maybe(someOf(countries)),
    serviceLevels: maybe(someOf(['instant', 'sepa'])),
    hours: maybe(hours),
  })
  .map((given) => without(given) as Conditions)
const health = fc.record({
  breaker: fc.constantFrom('closed', 'closed', 'open', 'half-open', 'not-told'),
  calls: fc.integer({ min: 0, max: 20 }),
  failures: fc.integer({ min: 0, max: 20 }),
}) as fc.Arbitrary<RailOffer['health']>
const cost = fc.record({
  EUR: fc.record({
    fixed: fc.constantFrom('0', '20', '1500'),
    perMille: fc.constantFrom('0', '0.5', '1.125', '3'),
  }),
})
const offers = fc
  .tuple(
    ...rails.map((rail) => fc.record({ rail: fc.constant(rail), takes: conditions, cost, health })),
  )
  .chain((all) => fc.subarray(all))
const rules: fc.Arbitrary<RoutingRule[]> = fc
  .array(fc.record({ when: conditions, rails: someOf(rails) }), { minLength: 1, maxLength: 4 })
  .map((all) => all.map((rule, index) => ({ ...rule, name: `rule-${index}` })))
const payment = fc
  .record({
    amount: fc.record({
      minorUnits: fc.integer({ min: 1, max: 200_000 }).map(String),
      currency: fc.constantFrom(...currencies),
    }),
    debtorCountry: maybe(fc.constantFrom(...countries)),
    creditorCountry: maybe(fc.constantFrom(...countries)),
    serviceLevel: maybe(fc.constantFrom('instant', 'sepa')),
  })
  .map((given) => without(given) as unknown as Routable)
const now = fc.integer({ min: 0, max: 400 * 86_400_000 }).map((ms) => testTime + ms)
const tried: fc.Arbitrary<TriedInVain> = fc.dictionary(
  fc.constantFrom(...rails),
  fc.integer({ min: 1, max: 3 }),
)

interface Asked {
  readonly offers: readonly RailOffer[]
  readonly rules: readonly RoutingRule[]
  readonly payment: Routable
  readonly now: number
  readonly tried: TriedInVain
  readonly justRejectedBy: string | undefined
}
const asked: fc.Arbitrary<Asked> = fc
  .record({
    offers,
    rules,
    payment,
    now,
    tried,
    justRejectedBy: fc.option(fc.constantFrom(...rails), { nil: undefined }),
    full: fc.option(fc.constantFrom(...rails), { nil: undefined }),
  })
  .map(({ full, ...given }) => ({
    ...given,
    offers: given.offers.map((offer) =>
      offer.rail === full ? ({ ...offer, isFull: true } as const) : offer,
    ),
  }))

const choose = (given: Asked) =>
  chooseRail(given.offers, given.rules, given.payment, given.now, {
    triedInVain: given.tried,
    justRejectedBy: given.justRejectedBy,
  })

/** Those of a rule that take the payment now. */
const ableBy = (rule: RoutingRule, given: Asked): readonly RailOffer[] =>
  misfitOf(rule.when, given.payment, given.now) === undefined
    ? given.offers.filter(
        ({ rail, takes, isFull }) =>
          !isFull &&
          rule.rails.includes(rail) &&
          misfitOf(takes, given.payment, given.now) === undefined,
      )
    : []

/** In the first part in which they differ. */
const isLess = (one: readonly bigint[], other: readonly bigint[]): boolean => {
  const place = one.findIndex((part, index) => part !== other[index])
  return place >= 0 && (one[place] ?? 0n) < (other[place] ?? 0n)
}

const always = (holds: (given: Asked) => void) =>
  fc.assert(fc.property(asked, holds), { numRuns: 2_000 })

describe('the rail that is chosen', () => {
  it('satisfies all its own conditions and those of the rule that names it', () => {
    let chosen = 0
    always((given) => {
      const routed = choose(given)
      if (routed.kind !== 'chosen') return
      chosen++
      const rule = given.rules.find(({ name }) => name === routed.route.rule)
      expect(rule && ableBy(rule, given).map(({ rail }) => rail)).toContain(routed.rail)
    })
    expect(chosen).toBeGreaterThan(200)
  })

  it('comes from the first rule that has any', () => {
    always((given) => {
      const routed = choose(given)
      const first = given.rules.find((rule) => ableBy(rule, given).length > 0)
      expect(routed.kind === 'chosen' ? routed.route.rule : undefined).toBe(first?.name)
    })
  })

  it('is never failing or full where another is well, nor the last to reject, nor dearer than one that is as good', () => {
    always((given) => {
      const routed = choose(given)
      if (routed.kind !== 'chosen') return
      const rule = given.rules.find(({ name }) => name === routed.route.rule)
      const able = rule ? ableBy(rule, given) : []
      const rank = ({ rail, health: how, cost: price }: RailOffer) => [
        weaknessOf(how) === undefined ? 0n : 1n,
        rail === given.justRejectedBy ? 1n : 0n,
        BigInt(given.tried[rail] ?? 0),
        costOf(price, given.payment.amount),
      ]
      const own = able.filter(({ rail }) => rail === routed.rail).map(rank)
      const better = able.filter((other) => isLess(rank(other), own[0] ?? []))
      expect(better).toEqual([])
    })
  })

  it('is told with a reason for each other rail that the rules met', () => {
    always((given) => {
      const routed = choose(given)
      if (routed.kind !== 'chosen') return
      const met = given.rules
        .slice(0, given.rules.findIndex(({ name }) => name === routed.route.rule) + 1)
        .filter((rule) => {
          const misfit = misfitOf(rule.when, given.payment, given.now)
          return misfit === undefined || misfit === 'outside-hours'
        })
        .flatMap((rule) => rule.rails)
        .filter((name) => given.offers.some(({ rail }) => rail === name))
      const told = [...routed.route.passedOver.map(({ rail }) => rail), routed.rail]
      expect(told.toSorted()).toEqual([...new Set(met)].toSorted())
    })
  })
})

describe('where no rail is chosen', () => {
  it('none takes it now, and what is waited for is ahead', () => {
    let closed = 0
    always((given) => {
      const routed = choose(given)
      if (routed.kind === 'chosen') return
      for (const rule of given.rules) expect(ableBy(rule, given)).toEqual([])
      if (routed.kind !== 'closed') return
      closed++
      expect(routed.until).toBeGreaterThan(given.now)
    })
    expect(closed).toBeGreaterThan(20)
  })

  it('waiting from opening to opening ends with a rail, or with none', () => {
    fc.assert(
      fc.property(asked, (given) => {
        let at = given.now
        for (let times = 0; times < 60; times++) {
          const routed = choose({ ...given, now: at })
          if (routed.kind !== 'closed') return
          expect(routed.until).toBeGreaterThan(at)
          at = routed.until
        }
      }),
      { numRuns: 300 },
    )
  })
})
