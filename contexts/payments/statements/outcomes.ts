import type { MatchOutcome } from './events.ts'

/** What was found of a line; what somebody has taken out of a match stays out. */
export type LineOutcome = MatchOutcome | 'unmatched-by-hand'

/** Of each line that was looked at, in blocks, so that a step of a long statement copies two of them and not all. */
export type LineOutcomes = ReadonlyMap<number, ReadonlyMap<number, LineOutcome>>

const blockLines = 1_000
const blockOf = (line: number): number => Math.floor(line / blockLines)

export const outcomeOfLine = (outcomes: LineOutcomes, line: number): LineOutcome | undefined =>
  outcomes.get(blockOf(line))?.get(line)

export const withOutcomes = (
  outcomes: LineOutcomes,
  found: readonly (readonly [number, LineOutcome])[],
): LineOutcomes => {
  const copies = new Map<number, Map<number, LineOutcome>>()
  for (const [line, outcome] of found) {
    const block = blockOf(line)
    const copy = copies.get(block) ?? new Map(outcomes.get(block))
    copies.set(block, copy.set(line, outcome))
  }
  return new Map([...outcomes, ...copies])
}

export const hasUnmatched = (outcomes: LineOutcomes): boolean =>
  [...outcomes.values()].some((block) => [...block.values()].includes('unmatched'))
