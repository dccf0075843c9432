import type { RestoringLog } from '../../adapters/postgres/restore/restoring-log.ts'
import { RestoreRefused } from '../../adapters/postgres/restore/restore-refused.ts'
import { UnknownTopic, type MessageBus, type Place } from '../../kernel/message-bus.ts'

export type ReadableBus = Pick<MessageBus, 'places' | 'read'>

/** A topic as far as it goes at a time. */
export interface Extent {
  readonly from: readonly Place[]
  readonly to: readonly Place[]
}

/** Undefined where there is no such topic. Throws `RestoreRefused` where it is no log's. */
export const extentOf = async (bus: ReadableBus, topic: string): Promise<Extent | undefined> => {
  try {
    const [from, to] = [await bus.places([topic], 'earliest'), await bus.places([topic], 'latest')]
    if (from.length !== 1)
      throw new RestoreRefused(`${topic} has ${from.length} partitions; the topic of a log has one`)
    return { from, to }
  } catch (error) {
    if (error instanceof UnknownTopic) return undefined
    throw error
  }
}

/** Where a topic ends: its high watermark. */
export const endOf = ({ to }: Extent): string => to[0]?.offset ?? '0'

/** Takes every record between two places, a fetch at a time. Throws `RestoreRefused`. */
export const readTopic = async (
  bus: ReadableBus,
  { from, to }: Extent,
  restoring: Pick<RestoringLog, 'take'>,
  onRead: () => void = () => undefined,
): Promise<void> => {
  const reading = await bus.read({
    from,
    to,
    handle: async (messages) => {
      for (const { topic, offset, payload } of messages)
        await restoring.take({ topic, offset, payload })
      onRead()
    },
  })
  await reading.done
}
