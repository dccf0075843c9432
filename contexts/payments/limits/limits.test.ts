import { describe, expect, it } from 'vitest'
import { memoryEventStore } from '../../../adapters/memory/event-store.ts'
import { catalogueOf } from '../../../kernel/event-schema.ts'
import { testTime } from '../../../testing/facts.ts'
import { payingOver } from '../../../testing/limited-payers.ts'
import { events } from '../events.ts'
import { paymentCommands } from '../payment.ts'
import type { Limited } from './count-use.ts'
import { readDefaultLimits } from './defaults.ts'
import { limitStream, limitedSubject } from './limited-subject.ts'
import { usedOf } from './parts.ts'
import { changeLimit, removeLimit } from './set-limit.ts'
import type { LimitTerms } from './terms.ts'
import { beginningOf, zonedDayOf } from '../zoned-day.ts'

const hourMs = 3_600_000
const payer = { scope: 'payer', subject: 'payer' } as const
const limited: readonly Limited[] = [{ ...payer, defaults: [] }]

const start = () => {
  const log = memoryEventStore({ log: 'payments', catalogue: catalogueOf(events) })
  const here = payingOver(log)
  const state = async () => {
    const story = await log.readStream(limitStream(payer), 0, 1_000)
    return story.reduce(
      (before, event) => limitedSubject.evolve(before, event as never),
      limitedSubject.initialState,
    )
  }
  return {
    ...here,
    log,
    limit: (terms: Omit<LimitTerms, 'limitId'>) => here.limit({ ...payer, ...terms }),
    pay: (units: number, now = testTime, more = {}) => here.pay(units, { limited, ...more }, now),
    used: async (now = testTime) => usedOf((await state()).limits[0]?.parts ?? [], now),
    state,
    rejectionOf: async (paymentId: string) => {
      const [, second] = await log.readStream(`payment-${paymentId}`, 0, 2)
      return (second?.data as { rejection?: object } | undefined)?.rejection
    },
  }
}

const day = { currency: 'EUR', amount: '1000', window: { per: 'day', zone: 'UTC' } } as const

describe('a limit of a day', () => {
  it('lets the last cent through, and rejects the next, saying what is left and until when', async () => {
    const { limit, pay, rejectionOf } = start()
    await limit(day)
    expect((await pay(940)).isAllowed).toBe(true)
    const beyond = await pay(61)
    expect(beyond.isAllowed).toBe(false)
    expect(await rejectionOf(beyond.paymentId)).toMatchObject({
      code: 'AM14',
      reason:
        "Above the payer's limit of EUR 10.00 per day (UTC): left 0.60; it would fit at 2026-01-02T00:00:00.000Z",
      limit: { left: '60', freesAt: '2026-01-02T00:00:00.000Z' },
    })
    expect((await pay(60)).isAllowed).toBe(true)
    expect((await pay(1)).isAllowed).toBe(false)
    expect((await pay(1_000, testTime + 12 * hourMs)).isAllowed).toBe(true)
  })

  it('begins at midnight in its zone', async () => {
    const { limit, pay } = start()
    await limit({ ...day, window: { per: 'day', zone: 'Asia/Tokyo' } })
    const midnight = Date.parse('2026-01-01T15:00:00Z')
    expect((await pay(1_000, midnight - 1)).isAllowed).toBe(true)
    expect((await pay(1, midnight - 1)).isAllowed).toBe(false)
    expect((await pay(1_000, midnight)).isAllowed).toBe(true)
  })

  it('counts its own currency alone, and payments too', async () => {
    const { limit, pay } = start()
    await limit({ currency: 'EUR', count: 2, window: { per: 'day' } })
    const dollars = { payment: { amount: { minorUnits: '5', currency: 'USD' } } }
    for (const more of [{}, dollars, {}, dollars])
      expect((await pay(1, testTime, more)).isAllowed).toBe(true)
    expect((await pay(1)).isAllowed).toBe(false)
    expect((await pay(1, testTime, dollars)).isAllowed).toBe(true)
  })
})

describe('other limits', () => {
  it('hold for each payment by itself, and use nothing up', async () => {
    const { limit, pay, rejectionOf, log } = start()
    await limit({ currency: 'EUR', amount: '500', window: { per: 'payment' } })
    for (const units of [500, 500, 500]) expect((await pay(units)).isAllowed).toBe(true)
    const beyond = await pay(501)
    expect(await rejectionOf(beyond.paymentId)).toMatchObject({
      code: 'AM02',
      limit: { left: '500' },
    })
    expect(await log.readStream(limitStream(payer), 0, 10)).toHaveLength(1)
  })

  it('free what was used as it leaves a rolling window', async () => {
    const { limit, pay, used } = start()
    await limit({ currency: 'EUR', amount: '100', window: { per: 'rolling', hours: 24 } })
    await pay(60)
    await pay(40, testTime + 6 * hourMs)
    expect((await pay(1, testTime + 24 * hourMs)).isAllowed).toBe(false)
    // The hour in which the 60 were paid has left the window as a whole.
    expect((await pay(60, testTime + 25 * hourMs)).isAllowed).toBe(true)
    expect((await pay(1, testTime + 25 * hourMs)).isAllowed).toBe(false)
    expect(await used(testTime + 31 * hourMs)).toEqual({ amount: 60n, count: 1 })
  })

  it('all have to hold, and the first that does not is named', async () => {
    const { limit, pay, rejectionOf } = start()
    await limit(day)
    await limit({ currency: 'EUR', amount: '300', window: { per: 'rolling', hours: 1 } })
    expect((await pay(300)).isAllowed).toBe(true)
    const beyond = await pay(301, testTime + 2 * hourMs)
    expect(await rejectionOf(beyond.paymentId)).toMatchObject({ limit: { left: '300' } })
    expect((await rejectionOf(beyond.paymentId)) as object).not.toHaveProperty('limit.freesAt')
    expect((await pay(300, testTime + 2 * hourMs)).isAllowed).toBe(true)
  })
})

describe('what was counted', () => {
  it('is given back once, where the payment ends without having moved anything', async () => {
    const { limit, pay, cancel, used } = start()
    await limit(day)
    const { paymentId } = await pay(700)
    await pay(300)
    expect(await used()).toEqual({ amount: 1_000n, count: 2 })
    await cancel(paymentId)
    await cancel(paymentId)
    expect(await used()).toEqual({ amount: 300n, count: 1 })
    expect((await pay(700)).isAllowed).toBe(true)
  })

  it('is given back to the day on which it was counted, and to no other', async () => {
    const { limit, pay, cancel, used } = start()
    await limit(day)
    const { paymentId } = await pay(700)
    const tomorrow = testTime + 24 * hourMs
    await pay(300, tomorrow)
    await cancel(paymentId, tomorrow)
    expect(await used(tomorrow)).toEqual({ amount: 300n, count: 1 })
  })

  it('of a hold is given back as far as nothing was captured', async () => {
    const { limit, pay, send, used } = start()
    await limit(day)
    const { paymentId } = await pay(700, testTime, { payment: { captureMode: 'manual' } })
    await pay(100)
    const amount = { minorUnits: '250', currency: 'EUR' }
    await send(paymentCommands.CapturePayment, {
      type: 'CapturePayment',
      data: { paymentId, amount },
    })
    expect(await used()).toEqual({ amount: 800n, count: 2 })
    await send(paymentCommands.VoidPayment, { type: 'VoidPayment', data: { paymentId } })
    expect(await used()).toEqual({ amount: 350n, count: 2 })
  })

  it('is nothing at all of what is rejected, here or elsewhere', async () => {
    const { limit, pay, used } = start()
    await limit(day)
    await pay(500, testTime, { payment: { creditorAccountIndex: 'payer' } })
    await pay(1_001)
    expect(await used()).toEqual({ amount: 0n, count: 0 })
  })
})

describe('bounds', () => {
  it('change at once, and what was used stays used', async () => {
    const { limit, pay, send, state } = start()
    await limit(day)
    await pay(700)
    const limitId = (await state()).limits[0]?.limitId ?? ''
    const change = (amount: string) =>
      send(changeLimit, {
        type: 'ChangeLimit',
        data: { ...payer, limitId, amount, setBy: 'user:1' },
      })
    await change('600')
    expect((await pay(1)).isAllowed).toBe(false)
    await change('701')
    expect([(await pay(1)).isAllowed, (await pay(1)).isAllowed]).toEqual([true, false])
  })

  it.each([
    ['currency-unknown', { ...day, currency: 'XXX' }],
    ['amount-or-count-needed', { currency: 'EUR', window: { per: 'day' } }],
    ['count-needs-a-period', { currency: 'EUR', count: 1, window: { per: 'payment' } }],
    ['hours-of-a-rolling-window', { ...day, window: { per: 'rolling' } }],
    ['hours-of-a-rolling-window', { ...day, window: { per: 'day', hours: 3 } }],
    ['zone-of-a-day', { ...day, window: { per: 'rolling', hours: 3, zone: 'UTC' } }],
    ['zone-unknown', { ...day, window: { per: 'day', zone: 'Mars/Olympus' } }],
  ] as const)('are refused where they mean nothing: %s', async (because, terms) => {
    expect(await start().limit(terms)).toMatchObject({
      refusal: { refused: 'limit-not-valid', detail: { because } },
    })
  })
})

describe('a default', () => {
  const terms: LimitTerms = { limitId: 'default', ...day }
  const byDefault = (amount = '1000') => ({
    limited: [{ ...payer, defaults: [{ ...terms, amount }] }],
  })

  it('holds for a payer for whom nobody has set a limit', async () => {
    const { pay, state } = start()
    expect((await pay(1_000, testTime, byDefault())).isAllowed).toBe(true)
    expect((await pay(1, testTime, byDefault())).isAllowed).toBe(false)
    expect((await state()).limits).toMatchObject([{ limitId: 'default.1', byDefault: true }])
  })

  it('gives way to a limit that somebody sets in its currency, and holds again when that goes', async () => {
    const { limit, pay, send, state } = start()
    await pay(900, testTime, byDefault())
    await limit({ ...day, amount: '50' })
    expect((await pay(50, testTime, byDefault())).isAllowed).toBe(true)
    const own = (await state()).limits
    expect(own).toMatchObject([{ amount: '50', byDefault: false }])
    const limitId = own[0]?.limitId ?? ''
    await send(removeLimit, {
      type: 'RemoveLimit',
      data: { ...payer, limitId, removedBy: 'user:1' },
    })
    expect((await pay(1_000, testTime, byDefault())).isAllowed).toBe(true)
    expect((await pay(1, testTime, byDefault())).isAllowed).toBe(false)
  })

  it('follows the settings', async () => {
    const { pay, state } = start()
    await pay(900, testTime, byDefault())
    expect((await pay(1_900, testTime, byDefault('2000'))).isAllowed).toBe(true)
    expect((await state()).limits).toMatchObject([{ amount: '2000' }])
  })

  it.each([
    [{}, 'must be a list of up to 10 limits'],
    [[{ scope: 'planet' }], '0: scope is one of payer, account, rail'],
    [[{ ...day, scope: 'payer', amount: 5.5 }], '0: amount must be a text of minor units'],
    [[{ ...day, scope: 'payer', rate: 1 }], '0: rate means nothing here'],
    [[{ ...day, scope: 'payer', window: { per: 'day', zone: 'X/Y' } }], '0: zone-unknown'],
  ])('is refused where it means nothing: %j', (given, reason) => {
    expect(readDefaultLimits(given)).toBe(reason)
  })

  it('is taken where it means something', () => {
    const given = [{ scope: 'payer', ...day }]
    expect(readDefaultLimits(given)).toBe(given)
  })
})

describe('a day of a zone', () => {
  it('has 23 or 25 hours where the clocks change', () => {
    const lengthOf = (at: string) => {
      const { from, until } = zonedDayOf(Date.parse(at), 'Europe/Berlin')
      return (until - from) / hourMs
    }
    expect(lengthOf('2026-03-29T12:00:00Z')).toBe(23)
    expect(lengthOf('2026-10-25T12:00:00Z')).toBe(25)
    expect(lengthOf('2026-07-01T12:00:00Z')).toBe(24)
  })

  it('begins when its people say so', () => {
    expect(new Date(beginningOf('2026-07-01', 'Europe/Berlin')).toISOString()).toBe(
      '2026-06-30T22:00:00.000Z',
    )
    expect(new Date(beginningOf('2026-07-01', 'UTC')).toISOString()).toBe(
      '2026-07-01T00:00:00.000Z',
    )
  })
})
