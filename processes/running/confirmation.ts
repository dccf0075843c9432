import type { Queries } from '../../adapters/postgres/bounded-queries.ts'
import type { Notifications } from '../../adapters/postgres/notifications.ts'

/** How far a log has come, or has to: its events, and its outcomes without an event. */
export interface LogPlace {
  readonly position: number
  readonly silent: number
}

/** Knows how far the bus has confirmed a log, in whichever process its relay works. */
export interface Confirmation {
  /** Whether the bus has it within the time. */
  reached(place: LogPlace, withinMs: number): Promise<boolean>
  /** Said by the relay of this process. */
  tell(place: Partial<LogPlace>): void
  close(): void
}

export interface ConfirmationOptions {
  readonly log: string
  readonly queries: Queries
  /** Left out: other processes are looked after by polling alone. */
  readonly notifications?: Pick<Notifications, 'notify' | 'listen'>
  readonly pollMs?: number
}

interface Waiter {
  readonly place: LogPlace
  readonly resolve: (isReached: boolean) => void
}

/** While somebody waits: a signal of another process may get lost. */
const pollMsDefault = 250

export const openConfirmation = ({
  log,
  queries,
  notifications,
  pollMs = pollMsDefault,
}: ConfirmationOptions): Confirmation => {
  const subject = `confirmed/${log}`
  const waiting = new Set<Waiter>()
  let known: LogPlace = { position: 0, silent: 0 }
  let looking: Promise<void> | undefined
  let polling: NodeJS.Timeout | undefined

  const isReached = ({ position, silent }: LogPlace) =>
    known.position >= position && known.silent >= silent
  const learn = ({ position = 0, silent = 0 }: Partial<LogPlace>): void => {
    known = {
      position: Math.max(known.position, position),
      silent: Math.max(known.silent, silent),
    }
    for (const waiter of waiting) if (isReached(waiter.place)) waiter.resolve(true)
  }
  const look = (): void => {
    if (waiting.size === 0) return
    // What cannot be looked up is waited for; it ends with each waiter's own time.
    looking ??= readConfirmed(queries, log)
      .then(learn, () => undefined)
      .finally(() => (looking = undefined))
  }
  const stopListening = notifications?.listen(subject, look)

  return {
    reached: (place, withinMs) => {
      if (isReached(place)) return Promise.resolve(true)
      return new Promise((resolve) => {
        const waiter: Waiter = {
          place,
          resolve: (reached) => {
            clearTimeout(timer)
            waiting.delete(waiter)
            if (waiting.size === 0) {
              clearInterval(polling)
              polling = undefined
            }
            resolve(reached)
          },
        }
        const timer = setTimeout(() => waiter.resolve(false), withinMs)
        waiting.add(waiter)
        polling ??= setInterval(look, pollMs)
      })
    },
    tell: (place) => {
      learn(place)
      notifications?.notify(subject)
    },
    close: () => {
      stopListening?.()
      for (const waiter of waiting) waiter.resolve(false)
    },
  }
}

const readConfirmed = async (queries: Queries, log: string): Promise<LogPlace> => {
  const { rows } = await queries.query<{ consumer: string; position: string }>(
    `select consumer, position from millrace.checkpoints
     where log = $1 and consumer in ('whole-log/batches', 'whole-log/outcomes')`,
    [log],
  )
  const at = (consumer: string) =>
    Number(rows.find((row) => row.consumer === consumer)?.position ?? 0)
  return { position: at('whole-log/batches'), silent: at('whole-log/outcomes') }
}
