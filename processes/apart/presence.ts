import { randomUUID } from 'node:crypto'
import { boundedQueries } from '../../adapters/postgres/bounded-queries.ts'
import {
  postgresProcesses,
  type Processes,
  type ToldProcess,
} from '../../adapters/postgres/processes.ts'
import type { Foundation } from '../foundation.ts'
import type { ConsumerStatus } from '../running/consumer.ts'
import { version } from '../version.ts'

/** What a process tells of its work. */
export interface ProcessReport {
  readonly consumers: readonly ConsumerStatus[]
  /** Commands that wait, by log. */
  readonly queueLengths: Readonly<Record<string, number>>
  /** Logs that a restore has taken over; left out by processes of versions that did not look. */
  readonly takenOver?: readonly string[]
}

export type Role = 'everything' | 'gateway' | 'worker' | 'relay'

export interface PresenceOptions extends Pick<ToldProcess, 'contexts' | 'serves' | 'url'> {
  readonly role: Role
  readonly report: () => ProcessReport
  readonly onError: (error: unknown) => void
}

/** A process that the others know of. */
export interface Presence {
  /** It takes nothing new from now on. */
  stopping(): Promise<void>
  leave(): Promise<void>
}

export const processesSubject = 'processes'
export const tellEveryMs = 1_000
/** Who has told nothing for so long is taken for dead. */
export const silentAfterMs = 5_000
const answerTimeoutMs = 3_000

export const processesOn = ({
  following,
}: Pick<Foundation, 'following'>): Processes<ProcessReport> =>
  postgresProcesses(boundedQueries(following, answerTimeoutMs))

/** Tells the others that this process is there, and goes on telling. Rejects where it cannot be told at all. */
export const announce = async (
  foundation: Pick<Foundation, 'following' | 'notifications'>,
  { role, contexts, serves, url, report, onError }: PresenceOptions,
): Promise<Presence> => {
  const processes = processesOn(foundation)
  const told = { id: randomUUID(), role, contexts, serves, version, ...(url ? { url } : {}) }
  let isStopping = false
  const tell = () => processes.tell({ ...told, stopping: isStopping, report: report() })
  let telling = tell()
  await telling
  foundation.notifications.notify(processesSubject)
  let isUnderWay = false
  const timer = setInterval(() => {
    if (isUnderWay) return
    isUnderWay = true
    telling = tell()
      .catch(onError)
      .finally(() => (isUnderWay = false))
  }, tellEveryMs)
  return {
    stopping: async () => {
      isStopping = true
      await telling.catch(() => undefined)
      // Where it cannot be told, the others learn it from connections that are refused.
      await tell().catch(onError)
      foundation.notifications.notify(processesSubject)
    },
    leave: async () => {
      clearInterval(timer)
      await telling.catch(() => undefined)
      await processes.leave(told.id).catch(onError)
    },
  }
}
