import { Stuck } from './consumer.ts'
import { startLoop, type Loop } from './loop.ts'
import type { TakenOverLogs } from './taken-over-logs.ts'
import type { TakenOver } from './whole-log.ts'

export interface NoticeRestoresOptions {
  readonly logs: readonly string[]
  readonly watch: (log: string) => Pick<TakenOver, 'refuse'>
  readonly takenOver: TakenOverLogs
  /** Called with those that were found at one look, or told by others since the one before. */
  readonly onFound: (logs: readonly string[]) => void
  /** Called once for each time in which it cannot be looked. */
  readonly onFailure: (error: unknown) => void
  readonly lookEveryMs?: number
}

const lookEveryMsDefault = 1_000

/**
 * Looks in each process whether a restore has taken over the logs that it works on, for as long as none has. A bus or a
 * database that is away says nothing about that, and stops nobody.
 */
export const noticeRestores = (options: NoticeRestoresOptions): Loop => {
  const { logs, watch, takenOver, onFound, onFailure } = options
  const watched = logs.map((log) => ({ log, watch: watch(log) }))
  const said = new Set<string>()
  let isAway = false
  const say = () => {
    const news = logs.filter((log) => takenOver.reasonOf(log) !== undefined && !said.has(log))
    for (const log of news) said.add(log)
    if (news.length > 0) onFound(news)
  }
  const step = async (): Promise<'idle' | 'over'> => {
    const left = watched.filter(({ log }) => takenOver.reasonOf(log) === undefined)
    const looks = await Promise.allSettled(left.map((one) => one.watch.refuse()))
    const refused = looks.flatMap((look, index) =>
      look.status === 'rejected' ? [{ log: left[index]?.log ?? '', error: look.reason }] : [],
    )
    const found = refused.filter(({ error }) => error instanceof Stuck)
    for (const { log, error } of found) takenOver.tell(log, (error as Stuck).message)
    say()
    const away = refused.find(({ error }) => !(error instanceof Stuck))
    if (away) throw away.error
    isAway = false
    return left.length > found.length ? 'idle' : 'over'
  }
  return startLoop({
    step,
    pollMs: options.lookEveryMs ?? lookEveryMsDefault,
    onFailure: (error) => {
      if (!isAway) onFailure(error)
      isAway = true
    },
  })
}
