import type { Instant } from '../../../kernel/clock.ts'
import { misfitOf, opensAt, type Conditions, type Misfit, type Routable } from './conditions.ts'
import { costOf, costShown, type RailCost } from './cost.ts'

/*
 * Over which rail a transfer goes:
 *
 *   the first rule whose conditions fit, and of whose rails one takes it
 *     --> of these: healthy before failing, others before the one that has just rejected it, not tried before tried
 *         in vain, cheap before dear, in the rule's order
 *
 * No rule, none of whose rails takes it now, is the end of it; where only the hours are wrong, it waits.
 */

/** How a rail is doing, as its adapter saw it lately. */
export interface RailHealth {
  readonly breaker: 'closed' | 'open' | 'half-open' | 'not-told'
  /** Calls of the last minute, and those of them that got no answer. */
  readonly calls: number
  readonly failures: number
}

/** A rail as routing sees it. */
export interface RailOffer {
  readonly rail: string
  readonly takes: Conditions
  readonly cost: RailCost
  readonly health: RailHealth
  /** Its limit has no room for this transfer now. */
  readonly isFull?: true
}

export interface RoutingRule {
  readonly name: string
  readonly when: Conditions
  /** Names, in order of preference among equals. */
  readonly rails: readonly string[]
}

export type PassedOver =
  | Misfit
  | 'rail-limit'
  | 'breaker-open'
  | 'failing'
  | 'tried-in-vain'
  | 'just-rejected'
  | 'dearer'
  | 'later-in-order'

/** Which rail, by which rule, and why not the others. */
export interface Route {
  readonly rule: string
  /** `none-better`: the best of those that take it is failing, or was tried in vain. */
  readonly because: 'only-one' | 'cheapest' | 'first-of-equals' | 'healthy' | 'none-better'
  /** Minor units of the transfer's currency, rounded up. */
  readonly cost: string
  readonly passedOver: readonly { readonly rail: string; readonly because: PassedOver }[]
}

export type Routed =
  | { readonly kind: 'chosen'; readonly rail: string; readonly route: Route }
  /** Nobody takes it now, and somebody will then. */
  | { readonly kind: 'closed'; readonly until: Instant; readonly passedOver: Route['passedOver'] }
  | { readonly kind: 'none'; readonly passedOver: Route['passedOver'] }

/** Attempts that certainly did not arrive, by rail. */
export type TriedInVain = Readonly<Record<string, number>>

/** What has happened to this transfer, and to the one before it. */
export interface TriedBefore {
  readonly triedInVain?: TriedInVain | undefined
  /** The rail that has rejected the transfer which this one follows on. */
  readonly justRejectedBy?: string | undefined
}

const failuresOfCallsMin = 5

/** Why a rail is better left alone for now. */
export const weaknessOf = ({
  breaker,
  calls,
  failures,
}: RailHealth): 'breaker-open' | 'failing' | undefined => {
  if (breaker === 'open' || breaker === 'half-open') return 'breaker-open'
  return calls >= failuresOfCallsMin && failures * 2 > calls ? 'failing' : undefined
}

interface Candidate {
  readonly rail: string
  readonly weakness: 'breaker-open' | 'failing' | undefined
  readonly vain: number
  readonly hasRejected: boolean
  readonly cost: bigint
}

/** Pure: the same offers, rules and payment give the same rail. */
export const chooseRail = (
  offers: readonly RailOffer[],
  rules: readonly RoutingRule[],
  payment: Routable,
  now: Instant,
  tried: TriedBefore = {},
): Routed => {
  const passedOver = new Map<string, PassedOver>()
  const opening: Instant[] = []
  for (const rule of rules) {
    const ofRule = misfitOf(rule.when, payment, now)
    if (ofRule !== undefined && ofRule !== 'outside-hours') continue
    const named = rule.rails.flatMap((name) => offers.find(({ rail }) => rail === name) ?? [])
    const able: Candidate[] = []
    for (const offer of named) {
      const misfit =
        misfitOf(offer.takes, payment, now) ?? ofRule ?? (offer.isFull ? 'rail-limit' : undefined)
      if (misfit === undefined) able.push(candidateOf(offer, payment, tried))
      else passedOver.set(offer.rail, misfit)
      if (misfit === 'outside-hours') opening.push(...opens(rule, offer, now))
    }
    const [best, ...others] = able.toSorted(byRank)
    if (!best) continue
    for (const other of others) passedOver.set(other.rail, whyNot(best, other))
    return { kind: 'chosen', rail: best.rail, route: routeOf(rule, best, others, passedOver) }
  }
  const told = shown(passedOver)
  return opening.length > 0
    ? { kind: 'closed', until: Math.min(...opening), passedOver: told }
    : { kind: 'none', passedOver: told }
}

// Where both have hours the later opening may still be outside the other's; then it waits once more.
const opens = (rule: RoutingRule, offer: RailOffer, now: Instant): readonly Instant[] => {
  const [one, other] = [opensAt(rule.when, now), opensAt(offer.takes, now)]
  return one === undefined || other === undefined ? [] : [Math.max(one, other)]
}

const candidateOf = (
  { rail, cost, health }: RailOffer,
  { amount }: Routable,
  { triedInVain = {}, justRejectedBy }: TriedBefore,
): Candidate => ({
  rail,
  weakness: weaknessOf(health),
  vain: Object.hasOwn(triedInVain, rail) ? (triedInVain[rail] ?? 0) : 0,
  hasRejected: rail === justRejectedBy,
  cost: costOf(cost, amount),
})

// Sorting is stable: equals stay in the rule's order.
const byRank = (one: Candidate, other: Candidate): number =>
  Number(one.weakness !== undefined) - Number(other.weakness !== undefined) ||
  Number(one.hasRejected) - Number(other.hasRejected) ||
  one.vain - other.vain ||
  (one.cost < other.cost ? -1 : Number(one.cost > other.cost))

const whyNot = (best: Candidate, other: Candidate): PassedOver => {
  if (other.weakness !== undefined && best.weakness === undefined) return other.weakness
  if (other.hasRejected) return 'just-rejected'
  if (other.vain > best.vain) return 'tried-in-vain'
  return other.cost > best.cost ? 'dearer' : 'later-in-order'
}

const routeOf = (
  rule: RoutingRule,
  best: Candidate,
  others: readonly Candidate[],
  passedOver: ReadonlyMap<string, PassedOver>,
): Route => ({
  rule: rule.name,
  because: whyChosen(best, others),
  cost: costShown(best.cost),
  passedOver: shown(passedOver, best.rail),
})

const whyChosen = (best: Candidate, others: readonly Candidate[]): Route['because'] => {
  if (best.weakness !== undefined || best.vain > 0 || best.hasRejected)
    return others.length > 0 ? 'none-better' : 'only-one'
  const reasons = new Set(others.map((other) => whyNot(best, other)))
  if (reasons.size === 0) return 'only-one'
  if (reasons.has('dearer')) return 'cheapest'
  return reasons.has('later-in-order') ? 'first-of-equals' : 'healthy'
}

const shown = (passedOver: ReadonlyMap<string, PassedOver>, chosen?: string): Route['passedOver'] =>
  [...passedOver].filter(([rail]) => rail !== chosen).map(([rail, because]) => ({ rail, because }))
