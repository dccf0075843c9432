import { describe, expect, it } from 'vitest'
import { randomBelow } from '../../testing/pain001.ts'
import { calendar, isBadHour, mix, Traffic, type Act } from './traffic.ts'

const acts = (seed: number, count: number, isBad = false): readonly Act[] => {
  const traffic = new Traffic({ below: randomBelow(seed), name: 'T' })
  return Array.from({ length: count }, () => traffic.next(isBad))
}
const orders = (all: readonly Act[]) => all.flatMap((act) => ('order' in act ? [act.order] : []))

describe('The traffic of the demo', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(acts(1, 50)).toEqual(acts(1, 50))
    expect(acts(1, 50)).not.toEqual(acts(2, 50))
  })

  it('has the mix that is stated', () => {
    const all = acts(3, 4_000)
    for (const [kind, percent] of Object.entries(mix)) {
      const share = (all.filter((act) => act.kind === kind).length / all.length) * 100
      expect(Math.abs(share - percent)).toBeLessThan(3)
    }
  })

  it('names each order once, within what an end-to-end id may have', () => {
    const ids = orders(acts(4, 2_000, true)).map(({ endToEndId }) => endToEndId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(Math.max(...ids.map(({ length }) => length))).toBeLessThanOrEqual(35)
  })

  it('asks for an instant service where the payment is to be instant, and nowhere else', () => {
    const asking = acts(7, 500).filter((act) => 'order' in act && act.order.serviceLevel)
    const instant = acts(7, 500).filter(({ kind }) => kind === 'instant')
    expect(instant.length).toBeGreaterThan(0)
    expect(asking).toEqual(instant)
  })

  it('brings trouble in the bad hour alone', () => {
    const troubled = (isBad: boolean) =>
      orders(acts(5, 1_000, isBad)).filter(({ endToEndId }) => endToEndId.includes('TRIGGER'))
        .length
    expect(troubled(false)).toBe(0)
    expect(troubled(true)).toBeGreaterThan(250)
    const bad = Array.from({ length: calendar.badEverySeconds }, (_, second) => isBadHour(second))
    expect(bad.filter(Boolean)).toHaveLength(calendar.badSeconds)
    expect(isBadHour(0)).toBe(false)
  })

  it('never captures more than was held, and leaves something to void', () => {
    const cards = acts(6, 2_000).filter((act) => act.kind === 'card')
    expect(cards.some(({ isVoided }) => isVoided)).toBe(true)
    const percentOf = (voided: boolean) =>
      cards
        .filter(({ isVoided }) => isVoided === voided)
        .map(({ captures }) => captures.reduce((sum, { percent }) => sum + percent, 0))
    expect(new Set(percentOf(false))).toEqual(new Set([100]))
    expect(Math.max(...percentOf(true))).toBeLessThan(100)
  })

  it('pays salaries as a file that says how many there are', () => {
    const traffic = new Traffic({ below: randomBelow(7), name: 'T' })
    const act = traffic.salaries()
    if (act.kind !== 'salaries') throw new Error('salaries are salaries')
    expect(act.file).toContain(`<NbOfTxs>${act.transactions}</NbOfTxs>`)
  })
})
