import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../../kernel/clock.ts'

/** Whether the zone is one of the IANA database. */
export const isZone = (zone: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

/** The calendar day of a zone that an instant belongs to: its first instant, and that of the next day. */
export const zonedDayOf = (
  at: Instant,
  zone: string,
): { readonly from: Instant; readonly until: Instant } => {
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).startOfDay()
  return { from: day.epochMilliseconds, until: day.add({ days: 1 }).startOfDay().epochMilliseconds }
}

/** When a day, `YYYY-MM-DD`, begins in a zone. */
export const beginningOf = (day: string, zone: string): Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds
