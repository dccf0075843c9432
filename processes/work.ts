import { announce, type Presence, type PresenceOptions, type Role } from './apart/presence.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { OpenedInstallation } from './open-installation.ts'
import type { Consumer, ConsumerStatus } from './running/consumer.ts'

/** The background work of a process, and its place among the others. */
export interface Work {
  /** What was started; ends in time, whoever adds to it. */
  readonly consumers: Consumer[]
  readonly onStatus: (status: ConsumerStatus) => void
  /** Tells the other processes that this one is there. Whoever stops says so before anything else ends. */
  readonly announce: (place?: Pick<PresenceOptions, 'serves' | 'url'>) => Promise<void>
}

/** To be called before anything that the work needs is asked for by others, so that it ends after them. */
export const beginWork = (
  { closing, foundation, log, measures }: OpenedInstallation,
  role: Role,
  runtimes: readonly ContextRuntime[],
): Work => {
  const consumers: Consumer[] = []
  let presence: Presence | undefined
  closing.add('the list of processes', () => presence?.leave())
  const stopping = new Set<string>()
  const stop = async (consumer: Consumer) => {
    stopping.add(consumer.name)
    await consumer.stop()
    stopping.delete(consumer.name)
  }
  closing.add(
    () => `background work: ${[...stopping].join(', ')}`,
    async () => void (await Promise.all(consumers.map(stop))),
  )
  measures.watch(runtimes, () => consumers)
  const report = () => ({
    consumers: consumers.map((consumer) => consumer.status()),
    queueLengths: Object.fromEntries(
      runtimes.map(({ store }) => [store.name, store.queueLength()] as const),
    ),
    takenOver: foundation.takenOver.all(),
  })
  return {
    consumers,
    onStatus: (status) =>
      // What has stopped for good is somebody's to look at.
      status.state === 'stopped'
        ? log.error(status, 'background work')
        : log.info(status, 'background work'),
    announce: async ({ serves, url } = { serves: [] }) => {
      presence = await announce(foundation, {
        role,
        contexts: runtimes.map(({ context }) => context.name),
        serves,
        ...(url === undefined ? {} : { url }),
        report,
        onError: (error) => log.warn({ part: 'processes' }, String(error)),
      })
      closing.add('the list of processes', () => presence?.stopping())
    },
  }
}
