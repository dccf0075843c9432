import { setTimeout as delay } from 'node:timers/promises'
import { apartInstallation, type ApartProcess, type Stopped } from './apart.ts'
import type { Firm } from './firm-on-kafka.ts'
import { nobody } from './installation.ts'

export type Role = 'gateway' | 'worker' | 'relay'

/** A firm whose roles run apart: two gateways, two workers, two relays. */
export interface FirmApart {
  /** One of the gateways that live, by lot. */
  gateway(): string
  readonly running: Readonly<Record<Role, readonly ApartProcess[]>>
  /** The one that does this piece of background work, by its own word; waited for where it just changes hands. */
  ownerOf(role: Role, consumer: string): Promise<ApartProcess>
  /** What a process does of the background work. */
  worksOn(one: ApartProcess): Promise<ReadonlySet<string>>
  /** Ends it as a power cut does; nobody is led to it any more. */
  kill(role: Role, one: ApartProcess): Promise<void>
  /** Starts as many as are missing. */
  complete(role: Role): Promise<void>
  /** Rejects where one of them does not end in order. */
  stop(): Promise<readonly Stopped[]>
}

const roles: readonly Role[] = ['gateway', 'worker', 'relay']
const ofEach = 2

export const startApart = async (firm: Firm, database: string): Promise<FirmApart> => {
  const apart = apartInstallation(firm.environmentOn(database))
  const running: Record<Role, ApartProcess[]> = { gateway: [], worker: [], relay: [] }
  const complete = async (role: Role): Promise<void> => {
    const missing = Array.from({ length: ofEach - running[role].length }, () => apart.start(role))
    running[role].push(...(await Promise.all(missing)))
  }
  const gateway = (): string => {
    const { gateway: living } = running
    return living[firm.below(living.length)]?.url ?? ''
  }
  const worksOn = async ({ url }: ApartProcess): Promise<ReadonlySet<string>> => {
    const metrics = String((await askedAgain(() => nobody(url).get('/metrics'))).body)
    const owned = /millrace_consumer_running\{consumer="([^"]+)"\} 1/g
    return new Set([...metrics.matchAll(owned)].map(([, consumer = '']) => consumer))
  }
  try {
    // One by one: the first brings the database to its shape, and each takes a processor to start.
    for (const role of roles) await complete(role)
    await firm.tellRail(gateway())
  } catch (error) {
    await apart.stop()
    throw error
  }
  return {
    gateway,
    running,
    worksOn,
    ownerOf: async (role, consumer) => {
      let owner: ApartProcess | undefined
      await untilHolds(`somebody is there for ${consumer}`, async () => {
        for (const one of running[role]) if ((await worksOn(one)).has(consumer)) owner = one
        return owner !== undefined
      })
      return owner as unknown as ApartProcess
    },
    kill: async (role, one) => {
      running[role] = running[role].filter((other) => other !== one)
      await one.kill()
      if (role === 'gateway') await firm.tellRail(gateway())
    },
    complete,
    stop: () => apart.stop(),
  }
}

/** A connection that was kept may be closed just when it is used again. */
export const askedAgain = <Answered>(ask: () => Promise<Answered>): Promise<Answered> =>
  ask().catch(() => delay(200).then(ask))

/** Milliseconds until it holds. What cannot be asked meanwhile does not hold. */
export const untilHolds = async (
  what: string,
  holds: () => Promise<boolean> | boolean,
  { since = performance.now(), withinMs = 90_000 } = {},
): Promise<number> => {
  for (;;) {
    const isSo = await Promise.resolve()
      .then(holds)
      .catch(() => false)
    const ms = performance.now() - since
    if (isSo) return Math.round(ms)
    if (ms > withinMs) throw new Error(`within ${withinMs} ms it was not so that ${what}`)
    await delay(20)
  }
}
