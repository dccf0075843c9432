import { formatInstant, type Instant } from '../../../kernel/clock.ts'

const hourMs = 60 * 60 * 1_000

/** What is folded in a moment mostly happened within one hour, and writing it out costs more than to look. */
let written = { hour: NaN, text: '' }

/** `2026-11-21T15`, in UTC. */
export const hourOf = (at: Instant): string => {
  const hour = Math.floor(at / hourMs)
  if (hour !== written.hour) written = { hour, text: formatInstant(hour * hourMs).slice(0, 13) }
  return written.text
}

/** `2026-11`, in UTC. */
export const monthOf = (at: Instant): string => hourOf(at).slice(0, 7)

/** `2026-11-21`, in UTC. */
export const dayOf = (at: Instant): string => hourOf(at).slice(0, 10)

const dayMs = 24 * 60 * 60 * 1_000

/** The first millisecond of a day, `YYYY-MM-DD`. */
export const startOfDay = (day: string): Instant => Date.parse(`${day}T00:00:00.000Z`)

/** The last millisecond of a day. */
export const endOfDay = (day: string): Instant => startOfDay(day) + dayMs - 1

/** The first millisecond of `2026-11-21T15`. */
export const startOfHour = (hour: string): Instant => Date.parse(`${hour}:00:00.000Z`)

/** Thirteen digits, so that texts sort as instants do until the year 2286. */
export const sortableInstant = (at: Instant): string => at.toString().padStart(13, '0')

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export const isIsoDate = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00.000Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at) && dayOf(at) === text
}
