import type { KnownProcess } from '../../adapters/postgres/processes.ts'
import type { Operated } from '../../operations/api.ts'
import type { ConsumerStatus } from '../running/consumer.ts'
import { silentAfterMs, type ProcessReport } from './presence.ts'

export type ListedProcess = KnownProcess<ProcessReport>

const isThere = ({ silentMs, stopping }: ListedProcess): boolean =>
  silentMs < silentAfterMs && !stopping

const rank: readonly ConsumerStatus['state'][] = [
  'running',
  'retrying',
  'stopped',
  'starting',
  'standby',
]
/** From here on, it may well be another process that does it. */
const standingBy = rank.indexOf('starting')

/**
 * How each piece of background work is doing, wherever it is done: as the process says that is furthest with it. What
 * the process that is asked does itself, it knows by now.
 */
export const consumersOf = (
  processes: readonly ListedProcess[],
  own: readonly ConsumerStatus[],
): readonly ConsumerStatus[] => {
  const furthest = new Map(own.map((status) => [status.name, status]))
  const isOwned = new Set(own.filter(({ state }) => rank.indexOf(state) < standingBy))
  for (const { silentMs, report } of processes)
    for (const status of silentMs < silentAfterMs ? report.consumers : []) {
      const before = furthest.get(status.name)
      if (
        before &&
        (isOwned.has(before) || rank.indexOf(status.state) >= rank.indexOf(before.state))
      )
        continue
      furthest.set(status.name, status)
    }
  return [...furthest.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** Commands that wait for their batch, in all processes together. */
export const queueLengthOf = (processes: readonly ListedProcess[], log: string): number =>
  processes
    .filter(({ silentMs }) => silentMs < silentAfterMs)
    .reduce((sum, { report }) => sum + (report.queueLengths[log] ?? 0), 0)

export interface Needed {
  readonly contexts: readonly string[]
  /** Contexts that have something to bring to the bus. */
  readonly relayed: readonly string[]
}

type Shown = Awaited<ReturnType<Operated['processes']>>

/** The processes as operators see them, and what none of them does. */
export const shownProcesses = (processes: readonly ListedProcess[], needed: Needed): Shown => ({
  items: processes.map((process) => ({
    processId: process.id,
    role: process.role,
    contexts: [...process.contexts],
    version: process.version,
    state: process.silentMs >= silentAfterMs ? 'silent' : process.stopping ? 'stopping' : 'running',
    startedAt: new Date(process.startedAt).toISOString(),
    seenAt: new Date(process.seenAt).toISOString(),
  })),
  warnings: [...takenOver(processes), ...missing(processes, needed), ...versions(processes)],
})

const takenOver = (processes: readonly ListedProcess[]) => {
  const told = processes.filter(isThere).flatMap(({ report }) => report.takenOver ?? [])
  const logs = [...new Set(told)].sort().join(', ')
  return logs === ''
    ? []
    : [
        `A restore has taken over the logs of this installation (${logs}): it decides and does nothing more for them. ` +
          'Stop it, and run what was restored',
      ]
}

const missing = (processes: readonly ListedProcess[], { contexts, relayed }: Needed) => {
  const does = (context: string, role: string) =>
    processes.some(
      (one) =>
        isThere(one) &&
        (one.role === role || one.role === 'everything') &&
        one.contexts.includes(context),
    )
  return [
    ...contexts
      .filter((context) => !does(context, 'worker'))
      .map(
        (context) =>
          `No worker runs ${context}: its requests are answered 503, and what it has begun does not go on`,
      ),
    ...relayed
      .filter((context) => !does(context, 'relay'))
      .map((context) => `No relay runs ${context}: what it publishes stays where it is`),
  ]
}

const versions = (processes: readonly ListedProcess[]) => {
  const all = [...new Set(processes.filter(isThere).map(({ version }) => version))].sort()
  return all.length > 1 ? [`Processes of several versions run side by side: ${all.join(', ')}`] : []
}
