import type { HistoryShown } from '../../../contexts/payments/journal/contract.ts'

/** A balance from an instant on, until the next one. */
export interface Step {
  readonly at: number
  /** Minor units; of the size of a drawing, so a float will do. */
  readonly units: number
  readonly text: string
}

/** The balance of one currency over time: what it was at first, and after each change. */
export const stepsOf = (history: HistoryShown, currency: string): readonly Step[] => {
  const step = (at: string, balances: HistoryShown['opening']): Step => {
    const text = balances.find((balance) => balance.currency === currency)?.posted ?? '0'
    return { at: Date.parse(at), units: Number(text), text }
  }
  const points = history.points.map(({ until, balances }) => step(until, balances))
  const first = step(history.from, history.opening)
  const last = points.at(-1) ?? first
  const end = Math.max(Date.parse(history.to), last.at)
  return [first, ...points, { ...last, at: end }]
}

export interface Drawing {
  readonly line: string
  readonly area: string
  /** Where zero is, if it is in sight. */
  readonly zero: number | undefined
}

/** Steps as a path in a box: flat until a change, then straight up or down. */
export const drawingOf = (steps: readonly Step[], width: number, height: number): Drawing => {
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last) return { line: '', area: '', zero: undefined }
  const all = steps.map(({ units }) => units)
  const [low, high] = [Math.min(...all, 0), Math.max(...all, 0)]
  const x = (at: number) => ((at - first.at) / Math.max(1, last.at - first.at)) * width
  const y = (units: number) => height - ((units - low) / Math.max(1, high - low)) * height
  const rest = steps.slice(1).map(({ at, units }) => `H${round(x(at))}V${round(y(units))}`)
  const line = `M0 ${round(y(first.units))}${rest.join('')}`
  const zero = round(y(0))
  return { line, area: `${line}V${zero}H0Z`, zero }
}

const round = (value: number): number => Math.round(value * 10) / 10
