import type { Ownership } from '../../../kernel/ownership.ts'
import type { Place, SubscribeOptions, Subscription } from '../../../kernel/message-bus.ts'
import { OrderedDelivery } from '../../node/delivery/ordered-delivery.ts'
import { Work } from '../../node/delivery/work.ts'
import type { Queries } from '../bounded-queries.ts'
import { fetchMessages } from './fetch.ts'
import { joinMembers } from './members.ts'
import { membersSubject, publishedSubject, type Signals } from './signals.ts'
import { messageOf } from './stored-message.ts'
import type { KnownTopic } from './topics.ts'
import { OwnedPartitions } from './owned-partitions.ts'

export interface Subscribing {
  readonly queries: Queries
  readonly ownership: Ownership
  readonly signals: Signals
}

/** Taken up and not settled, in one member. */
const pendingMax = 1_000
const fetchedMax = 200
const pace = { lookMs: 1_000, beatMs: 1_000, checkpointMs: 200 }

/**
 * One member of a group on PostgreSQL.
 *
 *   members -> which partitions are mine -> session lock -> the group's place
 *                                                              |
 *      place, by compare-and-set <- settled <- handled <- messages from there on
 */
export const subscribeOn = (
  { queries, ownership, signals }: Subscribing,
  topics: readonly KnownTopic[],
  options: SubscribeOptions,
): Subscription => {
  const { group, onFailure } = options
  const names = topics.map(({ name }) => name)
  const members = joinMembers(queries, group, names)
  const delivery = new OrderedDelivery({ ...options, onSettled: () => full && work.wake() })
  const owned = new OwnedPartitions({ queries, ownership, group, topics, delivery })
  const due = { beat: 0, checkpoint: 0 }
  let paused = false
  /** There was no room for more. */
  let full = false
  /** What others change about this member is done between two steps. */
  const asked: (() => Promise<void>)[] = []

  const isDue = (what: 'beat' | 'checkpoint', everyMs: number): boolean => {
    if (performance.now() < due[what]) return false
    due[what] = performance.now() + everyMs
    return true
  }
  const step = async (): Promise<boolean> => {
    for (let change = asked.shift(); change; change = asked.shift()) await change()
    if (isDue('beat', pace.beatMs)) await owned.share(await members.share())
    if (isDue('checkpoint', pace.checkpointMs)) await owned.checkpoint()
    const room = Math.min(fetchedMax, pendingMax - delivery.pending)
    full = room < fetchedMax / 4
    if (paused || full) return false
    const rows = await fetchMessages(queries, owned.wanted(), room)
    for (const row of rows) owned.offer(row, messageOf(nameOf(row.topic), row))
    return rows.length > 0
  }
  const nameOf = (number: number) => topics.find(({ topic }) => topic === number)?.name ?? ''
  const work = new Work({ step, restMs: pace.checkpointMs, onFailure })
  const shareAnew = () => {
    due.beat = 0
    work.wake()
  }
  const unlisten = [
    ...names.map((name) => signals.listen(publishedSubject(name), () => work.wake())),
    signals.listen(membersSubject(group), shareAnew),
  ]
  signals.notify(membersSubject(group))

  return {
    pause: () => {
      paused = true
      delivery.pause()
    },
    resume: () => {
      paused = false
      delivery.resume()
      work.wake()
    },
    seek: (places: readonly Place[]) =>
      new Promise((resolve, reject) => {
        asked.push(() => owned.seek(places).then(resolve, reject))
        work.wake()
      }),
    close: async () => {
      // From this moment on nothing more begins, however long the rest takes.
      delivery.pause()
      for (const stop of unlisten) stop()
      await work.stop()
      await owned.release(() => true)
      // Lets those go that wait for their turn, and find that it is over.
      delivery.resume()
      await members.leave().catch(() => undefined)
      signals.notify(membersSubject(group))
    },
  }
}
