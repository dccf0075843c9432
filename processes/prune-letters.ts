import { pruneLetters } from '../adapters/postgres/dead-letters/prune-letters.ts'
import type { Foundation } from './foundation.ts'
import { startRepeating } from './repeating.ts'

const hourMs = 3_600_000

/** Forgets, every hour, dead letters that were dealt with so many days ago. Returns a way to stop. */
export const pruningLetters = (
  { databases, clock }: Pick<Foundation, 'databases' | 'clock'>,
  days: number,
  onError: (error: unknown) => void,
): (() => Promise<void>) => {
  const pruning = startRepeating({
    everyMs: hourMs,
    task: async () => void (await pruneLetters(databases.pool, clock.now() - days * 24 * hourMs)),
    onError,
  })
  return () => pruning.stop()
}
