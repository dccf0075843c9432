const units = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
  { ms: 1_000, name: 's' },
] as const

/** `2 h 5 min`, `3.2 s`, `40 ms`: as exact as somebody wants it who looks at waiting times. */
export const formatWaiting = (ms: number): string => {
  if (ms < 1_000) return `${ms} ms`
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`
  const first = units.findIndex((unit) => ms >= unit.ms)
  const [whole, part] = [units[first], units[first + 1]]
  if (!whole) return `${ms} ms`
  const rest = part ? Math.floor((ms % whole.ms) / part.ms) : 0
  const words = `${Math.floor(ms / whole.ms)} ${whole.name}`
  return part && rest > 0 ? `${words} ${rest} ${part.name}` : words
}
