import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { askedAgain, untilHolds, type FirmApart } from './firm-apart.ts'
import type { FactsTaken } from './facts-taken.ts'
import type { RunningKafka } from './kafka/kafka.ts'
import { nobody } from './installation.ts'
import { inventedOrder, post, type Payers } from './payers.ts'
import type { Below } from './pain001.ts'

export type Kind = 'broker' | 'worker' | 'gateway' | 'relay'

/** What went on in another's place, and how long after the kill (ms). */
export interface Takeover {
  readonly kind: Kind
  readonly what: string
  readonly ms: number
}

/** Who is killed, and what goes on meanwhile. */
export interface Victims {
  readonly apart: FirmApart
  readonly kafka: RunningKafka
  readonly below: Below
  readonly headers: Readonly<Record<string, string>>
  readonly paying: Payers
  readonly taken: FactsTaken
}

const submitting = 'outside/payments/submit-to-rail'
const relaying = 'relay/payments'

/** Ends one of that kind with SIGKILL, waits until its work goes on elsewhere, and starts another in its place. */
export const killOne = async (kind: Kind, victims: Victims): Promise<readonly Takeover[]> => {
  const found = await kills[kind](victims)
  if (kind !== 'broker') await victims.apart.complete(kind)
  return found.map((one) => ({ kind, ...one }))
}

type Found = Omit<Takeover, 'kind'>
const found = (what: string, ms: number): Found => ({ what, ms })

/** Facts of payments that were taken after the kill are effects again; the broker comes back, and catches up. */
const killBroker = async (victims: Victims): Promise<readonly Found[]> => {
  const { kafka, below, paying, taken } = victims
  const node = 1 + below(3)
  const since = performance.now()
  taken.takeLongestPause()
  await kafka.kill(node)
  await delay(1_000)
  const acknowledged = idsOf(paying)
  await untilHolds('payments of the second after the kill are effects', () =>
    acknowledged.every((id) => taken.has('PaymentReceived', id)),
  )
  const ms = Math.round(performance.now() - since)
  const pause = Math.round(taken.takeLongestPause())
  await kafka.start(node)
  await kafka.ready()
  return [found('facts are effects again', ms), found('longest pause of effects', pause)]
}

/** The one that hands payments to the rail. */
const killWorker = async ({ apart, headers, paying }: Victims): Promise<readonly Found[]> => {
  const worker = await apart.ownerOf('worker', submitting)
  const its = await apart.worksOn(worker)
  const place = paying.posted.length
  const since = performance.now()
  await apart.kill('worker', worker)
  const later = () => paying.posted.slice(place).flatMap(({ answer }) => answer ?? [])
  const isOwned = async () => {
    const all = await Promise.all(apart.running.worker.map((one) => apart.worksOn(one)))
    return [...its].every((consumer) => all.some((works) => works.has(consumer)))
  }
  const isSettled = async () => {
    for (const { body } of later()) {
      const shown = await nobody(apart.gateway()).get(`/v1/payments/${body.paymentId}`, headers)
      if (shown.body.status === 'settled') return true
    }
    return false
  }
  const [answered, owned, settled] = await Promise.all([
    untilHolds('a command is answered', () => later().length > 0, { since }),
    untilHolds('others do all that the worker did', isOwned, { since }),
    untilHolds('a payment is settled', isSettled, { since }),
  ])
  return [
    found('a command is answered', answered),
    found('all its work and timers are run by another', owned),
    found('a new payment is settled', settled),
  ]
}

/** What was asked at the dead one, and not answered, is asked at the other one under the same key. */
const killGateway = async ({ apart, headers, below }: Victims): Promise<readonly Found[]> => {
  const [dead, other] = apart.running.gateway
  if (!dead || !other) return nobodyDoes('the gateway')
  const order = inventedOrder(below, `ASKED-${randomUUID().slice(0, 8)}`)
  const key = randomUUID()
  const asked = post(dead.url, headers, order, key).catch(() => undefined)
  const since = performance.now()
  await apart.kill('gateway', dead)
  await asked
  const ask = async () => (await post(other.url, headers, order, key)).status === 201
  return [found('the other answers', await untilHolds('the other answers', ask, { since }))]
}

/** Until what the log held at the kill is on the bus, and until nothing waits for longer than a moment. */
const killRelay = async ({ apart, headers }: Victims): Promise<readonly Found[]> => {
  const relay = await apart.ownerOf('relay', relaying)
  const place = async () => {
    const { items } = (await nobody(apart.gateway()).get('/v1/relays', headers)).body
    const list = items as { context: string; position: number; head: number }[]
    return list.find(({ context }) => context === 'payments') ?? nobodyDoes('the relay of payments')
  }
  const since = performance.now()
  await apart.kill('relay', relay)
  const { head } = await askedAgain(place)
  const isPast = async () => (await place()).position >= head
  return [found('its lag is made up', await untilHolds('the lag falls', isPast, { since }))]
}

const kills: Readonly<Record<Kind, (victims: Victims) => Promise<readonly Found[]>>> = {
  broker: killBroker,
  worker: killWorker,
  gateway: killGateway,
  relay: killRelay,
}

export const idsOf = ({ posted }: Payers): readonly string[] =>
  posted.flatMap(({ answer }) => (answer ? [answer.body.paymentId as string] : []))

const nobodyDoes = (what: string): never => {
  throw new Error(`nobody is there for ${what}`)
}
