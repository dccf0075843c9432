import { describe, expect, it } from 'vitest'
import { isOpenAt, isTimeZone, nextOpening, type Hours } from './hours.ts'

const office: Hours = {
  timeZone: 'Europe/Berlin',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '08:00',
  to: '18:00',
  except: ['2026-12-25'],
}
const at = (time: string) => Date.parse(time)

describe('hours by the clock of a place', () => {
  it.each([
    ['2026-11-30T07:00:00Z', true],
    ['2026-11-30T06:59:59Z', false],
    ['2026-11-30T16:59:59Z', true],
    ['2026-11-30T17:00:00Z', false],
    // In summer Berlin is two hours ahead.
    ['2026-07-06T06:00:00Z', true],
    ['2026-07-06T05:59:59Z', false],
    ['2026-11-29T10:00:00Z', false],
    ['2026-12-25T10:00:00Z', false],
  ])('at %s it is open: %s', (time, isOpen) => {
    expect(isOpenAt(office, at(time))).toBe(isOpen)
  })

  it.each([
    ['2026-11-30T06:00:00Z', '2026-11-30T07:00:00.000Z'],
    ['2026-11-30T17:00:00Z', '2026-12-01T07:00:00.000Z'],
    ['2026-11-28T12:00:00Z', '2026-11-30T07:00:00.000Z'],
    ['2026-12-24T18:00:00Z', '2026-12-28T07:00:00.000Z'],
    // The night in which the clocks change.
    ['2026-03-28T12:00:00Z', '2026-03-30T06:00:00.000Z'],
  ])('after %s it opens at %s', (time, opens) => {
    expect(new Date(nextOpening(office, at(time)) ?? 0).toISOString()).toBe(opens)
  })

  it('never opens without a day', () => {
    expect(nextOpening({ ...office, days: [] }, at('2026-11-30T06:00:00Z'))).toBeUndefined()
  })

  it('is open all day until midnight', () => {
    const always = { ...office, days: ['mon'], from: '00:00', to: '24:00' } as const
    expect(isOpenAt(always, at('2026-11-30T22:59:59Z'))).toBe(true)
    expect(isOpenAt(always, at('2026-11-30T23:00:00Z'))).toBe(false)
  })

  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Mars/Olympus', false],
  ])('%s is a time zone: %s', (name, is) => {
    expect(isTimeZone(name)).toBe(is)
  })
})
