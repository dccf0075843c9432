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

/** Resolves once `holds` is true; throws when that takes too long, so that a test says what it waited for. */
export const until = async (
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> => {
  const deadline = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`this never came true: ${holds.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
