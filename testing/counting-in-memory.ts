import { memoryEventStore } from '../adapters/memory/event-store.ts'
import { memoryOwnership } from '../adapters/memory/ownership.ts'
import { nodeIds } from '../adapters/node/ids.ts'
import { countingCatalogue, countingHandler } from './counting.ts'

/** The counting context with nothing outside this process, and a clock that a test sets. */
export const countingInMemory = () => {
  const log = memoryEventStore({ log: 'counting', catalogue: countingCatalogue })
  const ids = nodeIds()
  const clock = { at: 1_700_000_000_000, now: () => clock.at }
  return {
    log,
    ids,
    clock,
    handle: countingHandler(log, ids),
    ownership: memoryOwnership(),
    onAppended: log.onAppended.bind(log),
  }
}

/** Resolves once `holds` is true; looks again whenever the log grows, and now and then. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}
