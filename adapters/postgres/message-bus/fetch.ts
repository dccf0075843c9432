import type { Queries } from '../bounded-queries.ts'
import { messageColumns, type StoredMessage } from './stored-message.ts'

/** What is wanted of a partition. */
export interface Wanted {
  readonly topic: number
  readonly partition: number
  readonly from: bigint
  readonly to?: bigint | undefined
}

const farthest = 2n ** 63n - 1n

/** At most `countMax` messages of each partition, in its order; one round trip. */
export const fetchMessages = async (
  queries: Queries,
  wanted: readonly Wanted[],
  countMax: number,
): Promise<readonly StoredMessage[]> => {
  if (wanted.length === 0 || countMax <= 0) return []
  const { rows } = await queries.query<StoredMessage>({
    name: 'bus-fetch',
    text: `select ${messageColumns}
     from unnest($1::integer[], $2::integer[], $3::bigint[], $4::bigint[])
         as w (topic, partition, first, past)
       cross join lateral (
         select * from millrace.bus_messages m
         where m.topic = w.topic and m.partition = w.partition
           and m.place >= w.first and m.place < w.past
         order by m.place limit $5
       ) m
     order by m.topic, m.partition, m.place`,
    values: [
      wanted.map(({ topic }) => topic),
      wanted.map(({ partition }) => partition),
      wanted.map(({ from }) => from),
      wanted.map(({ to }) => to ?? farthest),
      countMax,
    ],
  })
  return rows
}
