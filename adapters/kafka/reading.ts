import type { BaseOptions } from '@platformatic/kafka'
import type { Reading, ReadOptions } from '../../kernel/message-bus.ts'
import type { Taken } from '../node/delivery/ordered-delivery.ts'
import { Fetching, type Wanted } from './fetching.ts'

interface Left extends Wanted {
  from: bigint
  readonly to: bigint | undefined
}

/** Reads partitions without a group. What keeps it from reading is waited out; what its handler throws ends it. */
export const readOn = (options: BaseOptions, { from, to, handle }: ReadOptions): Reading => {
  const { promise: done, resolve, reject } = Promise.withResolvers<void>()
  done.catch(() => undefined)
  const left: Left[] = from.map(({ topic, partition, offset }) => ({
    topic,
    partition,
    from: BigInt(offset),
    to: endOf(to, topic, partition),
  }))
  const isOpen = (one: Left) => one.to === undefined || one.from < one.to
  const within = ({ to: end }: Left, records: readonly Taken[]) =>
    end === undefined ? records : records.filter(({ offset }) => BigInt(offset) < end)

  const fetching = new Fetching(options, [...new Set(left.map(({ topic }) => topic))], {
    wanted: () => left.filter(isOpen),
    take: async (wanted, records, next) => {
      const one = wanted as Left
      const messages = within(one, records).map((record) => ({ ...record, attempt: 1 }))
      if (messages.length > 0)
        await handle(messages).catch((error: unknown) => {
          reject(error)
          throw error
        })
      one.from = next
      if (!left.some(isOpen)) resolve()
    },
    gone: (wanted, first) => {
      reject(
        new Error(
          `${wanted.topic}/${wanted.partition} no longer has ${wanted.from}: it begins at ${first}`,
        ),
      )
    },
  })
  if (!left.some(isOpen)) resolve()
  const close = async () => {
    await fetching.close()
    resolve()
  }
  void done.then(close, close)
  return { done, close }
}

const endOf = (to: ReadOptions['to'], topic: string, partition: number): bigint | undefined => {
  if (!to) return undefined
  const end = to.find((place) => place.topic === topic && place.partition === partition)
  return end && BigInt(end.offset)
}
