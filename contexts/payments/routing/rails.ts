import type { CallbackVerifier } from '../api-callbacks.ts'
import type { RailErrors } from '../rail-errors/meaning.ts'
import type { PaymentRail } from '../ports.ts'
import type { RailCancels, Routing, SubmissionAnswer } from '../transfers/commands.ts'
import type { TransferKind } from '../transfers/transfer.ts'
import type { RailHealth, RailOffer, RoutingRule } from './choose.ts'
import type { Conditions } from './conditions.ts'
import type { RailCost } from './cost.ts'
import { anyRail } from './read-rails.ts'

/** A rail that can be called. */
export interface ConnectedRail {
  readonly name: string
  readonly port: PaymentRail
  readonly verifyCallback: CallbackVerifier
  readonly takes?: Conditions
  readonly cost?: RailCost
  readonly errors?: RailErrors
  /** What it takes back when it is asked; absent: everything. */
  readonly cancels?: readonly TransferKind[]
}

type Lost = Extract<SubmissionAnswer, { kind: 'lost' }>

/** All rails of an installation, as those who call them need them. */
export interface Rails {
  readonly offers: () => readonly RailOffer[]
  readonly rules: readonly RoutingRule[]
  readonly names: readonly string[]
  readonly port: (name: string) => PaymentRail | undefined
  /** Resolves when one of them is worth calling, or its patience is over. */
  readonly ready: () => Promise<void>
  /** What `StartSubmission` is told: the only rail, or how all of them are. */
  readonly offered: () => { readonly rail: string } | { readonly routing: Routing }
  /** What rails take back that do not take back everything. */
  readonly cancels: RailCancels
  /** How long after its window the rails refuse what was under way. */
  readonly promises: () => Omit<Lost, 'kind'>
}

/** `rules` absent: every rail in its order. One rail without conditions needs no routing. */
export const openRails = (
  connected: readonly ConnectedRail[],
  rules: readonly RoutingRule[] = [anyRail(connected)],
): Rails => {
  const [only] = connected
  if (!only) throw new Error('an installation has a rail')
  const isPlain = connected.length === 1 && !only.takes && rules.length === 1
  const offers = () => connected.map(offerOf)
  return {
    offers,
    rules,
    names: connected.map(({ name }) => name),
    port: (name) => connected.find((rail) => rail.name === name)?.port,
    ready: () => Promise.race(connected.map(({ port }) => port.ready?.() ?? Promise.resolve())),
    offered: () => (isPlain ? { rail: only.name } : { routing: { offers: offers(), rules } }),
    cancels: Object.fromEntries(
      connected.flatMap(({ name, cancels }) => (cancels ? [[name, cancels] as const] : [])),
    ),
    promises: () => promisesOf(isPlain, connected),
  }
}

const offerOf = ({ name, port, takes = {}, cost = {} }: ConnectedRail): RailOffer => ({
  rail: name,
  takes,
  cost,
  health: healthOf(port),
})

export const healthOf = (port: PaymentRail): RailHealth => ({
  breaker: port.state?.() ?? 'not-told',
  ...(port.recent?.() ?? { calls: 0, failures: 0 }),
})

const promisesOf = (isPlain: boolean, connected: readonly ConnectedRail[]): Omit<Lost, 'kind'> => {
  const told = connected.flatMap(({ name, port: { notFoundFinalAfterMs } }) =>
    notFoundFinalAfterMs === undefined ? [] : [[name, notFoundFinalAfterMs] as const],
  )
  const [first] = told
  if (!first) return {}
  return isPlain
    ? { notFoundFinalAfterMs: first[1] }
    : { finalAfterMsByRail: Object.fromEntries(told) }
}
