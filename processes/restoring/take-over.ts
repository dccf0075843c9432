import { setTimeout as delay } from 'node:timers/promises'
import type { RestoringLog } from '../../adapters/postgres/restore/restoring-log.ts'
import { RestoreRefused } from '../../adapters/postgres/restore/restore-refused.ts'
import { epochMessage, logTopic } from '../running/whole-log.ts'
import { endOf, extentOf, readTopic, type Extent } from './read-topic.ts'
import type { RestoreOptions } from './options.ts'

const watchMsDefault = 3_000

/**
 * Begins the next epoch of each log, on the bus itself: a record says so, and what lies before it counts, whoever
 * wrote it. What a dead installation's relay, or another restore, brings behind it is of a past that was given up, and
 * every later restore passes over it. Returns how far the topics were read.
 *
 *   ... batch, batch | (somebody still writes: refused) | batch | epoch 2 | (batch of epoch 1: superseded) | batch of 2
 */
export const takeOver = async (
  restoring: ReadonlyMap<string, RestoringLog>,
  extents: ReadonlyMap<string, Extent>,
  options: RestoreOptions,
): Promise<ReadonlyMap<string, Extent>> => {
  const { bus, environment, ids, now, watchMs = watchMsDefault } = options
  await refuseWriters(extents, options, watchMs)
  const by = ids.next()
  const ends = new Map<string, Extent>()
  for (const [log, one] of restoring) {
    const epoch = one.epoch + 1
    await bus.publish([epochMessage(environment, { kind: 'epoch', log, epoch, by, at: now() })])
    const whole = await extentOf(bus, logTopic(environment, log))
    const read = extents.get(log)
    if (!whole || !read) throw new Error(`the topic of ${log} was there a moment ago`)
    await readTopic(bus, { from: read.to, to: whole.to }, one)
    if (one.epochs.find((begun) => begun.epoch === epoch)?.by !== by)
      throw new RestoreRefused(
        `${logTopic(environment, log)}: another restore has begun epoch ${epoch} at the same time. Let one of them go on`,
      )
    ends.set(log, { from: read.from, to: whole.to })
  }
  return ends
}

/** An installation that lives must not be superseded by mistake. One that says nothing cannot be seen. */
const refuseWriters = async (
  extents: ReadonlyMap<string, Extent>,
  { bus, environment }: RestoreOptions,
  watchMs: number,
): Promise<void> => {
  await delay(watchMs)
  for (const [log, extent] of extents) {
    const topic = logTopic(environment, log)
    const now = await extentOf(bus, topic)
    if (now && endOf(now) !== endOf(extent))
      throw new RestoreRefused(
        `${topic} is being written to (its end moved from offset ${endOf(extent)} to ${endOf(now)}): ` +
          'an installation lives there still. Stop it first. A drill (--drill) takes nothing over and may run beside it',
      )
  }
}
