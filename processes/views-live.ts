import { setTimeout as delay } from 'node:timers/promises'
import type { ContextRuntime } from './context-runtime.ts'

const viewsLiveMs = 10_000
const lookAgainMs = 20

/**
 * Whoever calls at once finds the views open, and what they showed before a crash took their last rows away. One that
 * takes longer, because it is built anew, is not waited for.
 */
export const viewsLive = async (runtimes: readonly ContextRuntime[]): Promise<void> => {
  const deadline = performance.now() + viewsLiveMs
  const views = runtimes.flatMap((runtime) => runtime.views)
  while (performance.now() < deadline) {
    const statuses = await Promise.all(views.map((view) => view.status()))
    if (statuses.every(({ state, position, head }) => state === 'live' && position >= head)) return
    await delay(lookAgainMs)
  }
}
