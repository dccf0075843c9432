import type { Clock } from '../../kernel/clock.ts'

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() }
