import type { KnownProcess, Processes } from '../../adapters/postgres/processes.ts'
import type { Notifications } from '../../adapters/postgres/notifications.ts'
import type { Workers } from '../../gateway/forwarding/workers.ts'
import { startLoop, type Loop } from '../running/loop.ts'
import { processesSubject, silentAfterMs, tellEveryMs } from './presence.ts'

export interface FollowWorkersOptions {
  readonly processes: Pick<Processes<unknown>, 'list'>
  readonly notifications: Pick<Notifications, 'listen'>
  readonly workers: Workers
  readonly onFailure: (error: unknown) => void
  readonly now?: () => number
}

/**
 * Keeps a gateway's list of workers as the processes tell it. Who is silent is dropped, and what it was asked is given
 * up. While nobody could have told anything, because the database was away, silence says nothing.
 */
export const followWorkers = (options: FollowWorkersOptions): Loop => {
  const look = lookForWorkers(options)
  return startLoop({
    step: async () => {
      await look()
      return 'idle'
    },
    wakeOn: (wake) => options.notifications.listen(processesSubject, wake),
    pollMs: tellEveryMs,
    onFailure: options.onFailure,
  })
}

/** One look. Rejects where the processes cannot be asked; the workers that were known stay. */
export const lookForWorkers = ({
  processes,
  workers,
  now = () => performance.now(),
}: Pick<FollowWorkersOptions, 'processes' | 'workers' | 'now'>): (() => Promise<void>) => {
  let known = new Map<string, KnownProcess>()
  let trustsSilenceFrom = now() + silentAfterMs
  let lookedAt = now()
  return async () => {
    // Whoever looks late may have been kept from it by what kept the others from telling.
    if (now() - lookedAt > 2 * tellEveryMs) trustsSilenceFrom = now() + silentAfterMs
    const found = (await processes.list()).filter(isAnswering)
    const trustsSilence = (lookedAt = now()) >= trustsSilenceFrom
    const dead = (process: KnownProcess) => trustsSilence && process.silentMs >= silentAfterMs
    const alive = found.filter((process) => !dead(process))
    for (const process of found)
      if (dead(process) && known.has(process.id)) workers.lose(process.id)
    known = new Map(alive.map((process) => [process.id, process]))
    workers.know(alive.map(({ id, url = '', serves }) => ({ id, url, serves })))
  }
}

const isAnswering = ({ url, serves, stopping }: KnownProcess): boolean =>
  url !== undefined && serves.length > 0 && !stopping
