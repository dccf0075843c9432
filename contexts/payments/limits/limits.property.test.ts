import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryEventStore } from '../../../adapters/memory/event-store.ts'
import type { EventStore } from '../../../kernel/event-store.ts'
import { catalogueOf } from '../../../kernel/event-schema.ts'
import { testTime } from '../../../testing/facts.ts'
import { payingOver } from '../../../testing/limited-payers.ts'
import { events } from '../events.ts'
import type { Limited } from './count-use.ts'
import type { LimitWindow } from './contract.ts'
import { zonedDayOf } from '../zoned-day.ts'

const limited: readonly Limited[] = [{ scope: 'payer', subject: 'payer', defaults: [] }]
const amountMax = 1_000
const countMax = 6
const hourMs = 3_600_000

interface Act {
  readonly process: number
  readonly units: number
  readonly passedMs: number
  /** Cancels one of those before instead, by its place. */
  readonly cancels: number | null
}

const act: fc.Arbitrary<Act> = fc.record({
  process: fc.integer({ min: 0, max: 2 }),
  units: fc.integer({ min: 1, max: 600 }),
  passedMs: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    fc.integer({ min: 0, max: 4 * hourMs }),
  ),
  cancels: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.nat(50)),
})

const windows: readonly LimitWindow[] = [
  { per: 'day', zone: 'Europe/Berlin' },
  { per: 'rolling', hours: 24 },
  { per: 'rolling', hours: 5 },
]

interface Live {
  readonly at: number
  readonly units: number
}

/** What counts together with a payment at this time. */
const together = (window: LimitWindow, live: readonly Live[], at: number): readonly Live[] => {
  if (window.per === 'rolling')
    return live.filter((one) => one.at > at - (window.hours ?? 0) * hourMs && one.at <= at)
  const { from, until } = zonedDayOf(at, window.zone ?? 'UTC')
  return live.filter((one) => one.at >= from && one.at < until)
}

/** Reads the log from its first event on, and holds each payment that was allowed against all that count with it. */
const expectWithin = async (log: EventStore, window: LimitWindow): Promise<number> => {
  const live = new Map<string, Live>()
  let allowed = 0
  for (const { stream, type, data, time } of await log.read(0, 100_000)) {
    if (type === 'PaymentCancelled') live.delete(stream)
    if (type !== 'PaymentValidated') continue
    allowed++
    const { amount } = data as { amount: { minorUnits: string } }
    live.set(stream, { at: time, units: Number(amount.minorUnits) })
    const counting = together(window, [...live.values()], time)
    expect(counting.reduce((sum, { units }) => sum + units, 0)).toBeLessThanOrEqual(amountMax)
    expect(counting.length).toBeLessThanOrEqual(countMax)
  }
  return allowed
}

describe('a limit, whoever pays when', () => {
  it.each(windows)(
    'is never exceeded by what was allowed: %j',
    async (window) => {
      let allowed = 0
      let refused = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(act, { minLength: 20, maxLength: 40, size: 'max' }),
          async (acts) => {
            const log = memoryEventStore({ log: 'payments', catalogue: catalogueOf(events) })
            const processes = [payingOver(log), payingOver(log), payingOver(log)]
            const terms = { currency: 'EUR', amount: String(amountMax), count: countMax, window }
            await processes[0]?.limit({ scope: 'payer', subject: 'payer', ...terms })
            const paid: string[] = []
            let now = testTime
            let under: Promise<unknown>[] = []
            for (const { process, units, passedMs, cancels } of acts) {
              // What happens at one instant happens together, in all processes.
              if (passedMs > 0) {
                await Promise.all(under)
                under = []
              }
              now += passedMs
              const here = processes[process]
              const gone = cancels === null ? undefined : paid[cancels % Math.max(1, paid.length)]
              under.push(
                gone === undefined
                  ? (here?.pay(units, { limited }, now).then(({ paymentId, isAllowed }) => {
                      if (isAllowed) paid.push(paymentId)
                      else refused++
                    }) ?? Promise.resolve())
                  : (here?.cancel(gone, now) ?? Promise.resolve()),
              )
            }
            await Promise.all(under)
            allowed += await expectWithin(log, window)
          },
        ),
        { numRuns: 15 },
      )
      expect(allowed).toBeGreaterThan(60)
      expect(refused).toBeGreaterThan(30)
    },
    60_000,
  )
})
