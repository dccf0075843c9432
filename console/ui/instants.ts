const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
const day = { day: '2-digit', month: 'short' } as const

const timeOfDay = new Intl.DateTimeFormat(undefined, clock)
const timeWithMs = new Intl.DateTimeFormat(undefined, { ...clock, fractionalSecondDigits: 3 })
const dayAndTime = new Intl.DateTimeFormat(undefined, { ...day, ...clock })
const yearAndTime = new Intl.DateTimeFormat(undefined, { ...day, year: 'numeric', ...clock })
const whole = new Intl.DateTimeFormat(undefined, {
  ...day,
  year: 'numeric',
  ...clock,
  fractionalSecondDigits: 3,
  timeZoneName: 'short',
})
const dateOnly = new Intl.DateTimeFormat(undefined, { ...day, year: 'numeric', timeZone: 'UTC' })

/** Today `14:03:22`, on another day `20 Nov, 14:03:22`, with its year if it is another; in the reader's zone. */
export const formatInstant = (iso: string, now: Date = new Date()): string => {
  const instant = new Date(iso)
  if (instant.toDateString() === now.toDateString()) return timeOfDay.format(instant)
  const isThisYear = instant.getFullYear() === now.getFullYear()
  return (isThisYear ? dayAndTime : yearAndTime).format(instant)
}

/** `14:03:22.118` in the reader's zone. */
export const formatPrecisely = (iso: string): string => timeWithMs.format(new Date(iso))

/** Both the reader's zone and UTC, for whoever compares with another system's log. */
export const bothZones = (iso: string): string =>
  `${whole.format(new Date(iso))}\n${iso.replace('T', ' ').replace(/Z$/, '')} UTC`

/** `27 Nov 2026` of a calendar date, which is the same day everywhere. */
export const formatDate = (date: string): string => dateOnly.format(new Date(`${date}T00:00:00Z`))

/** `+118 ms`, `+2.4 s`, `+3 min`, `+2 h`, `+4 d`: how long it took from one thing to the next. */
export const formatElapsed = (fromIso: string, toIso: string): string => {
  const elapsedMs = Math.max(0, Date.parse(toIso) - Date.parse(fromIso))
  if (elapsedMs < 1_000) return `+${elapsedMs} ms`
  if (elapsedMs < 60_000) return `+${(elapsedMs / 1_000).toFixed(1)} s`
  if (elapsedMs < 3_600_000) return `+${Math.round(elapsedMs / 60_000)} min`
  return elapsedMs < 172_800_000
    ? `+${Math.round(elapsedMs / 3_600_000)} h`
    : `+${Math.round(elapsedMs / 86_400_000)} d`
}

/** `4 s`, `3 min`, `1 h 20 min` of a number of seconds that are left. */
export const formatSeconds = (seconds: number): string => {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
