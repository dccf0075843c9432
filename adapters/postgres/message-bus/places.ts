import type { Moment, PartitionLag, Place } from '../../../kernel/message-bus.ts'
import type { Queries } from '../bounded-queries.ts'
import type { KnownTopic } from './topics.ts'

/** The earliest place of a partition, whose row is p. */
const earliest = `coalesce(
  (select m.place from millrace.bus_messages m
    where m.topic = p.topic and m.partition = p.partition order by m.place limit 1),
  p.next)`

const since = `coalesce(
  (select m.place from millrace.bus_messages m
    where m.topic = p.topic and m.partition = p.partition and m.taken_at >= $2
    order by m.place limit 1),
  p.next)`

const momentOf = (at: Moment): { readonly sql: string; readonly values: readonly unknown[] } => {
  if (at === 'earliest') return { sql: earliest, values: [] }
  if (at === 'latest') return { sql: 'p.next', values: [] }
  return { sql: since, values: [Date.parse(at.time)] }
}

/** The place in each partition of the topics. */
export const readPlaces = async (
  queries: Queries,
  topics: readonly KnownTopic[],
  at: Moment,
): Promise<readonly Place[]> => {
  const { sql, values } = momentOf(at)
  const { rows } = await queries.query<Place>(
    `select t.name as topic, p.partition, (${sql})::text as offset
     from millrace.bus_partitions p join millrace.bus_topics t using (topic)
     where p.topic = any($1) order by p.topic, p.partition`,
    [topics.map(({ topic }) => topic), ...values],
  )
  return rows
}

/** Gives a group that was never here its place; one that was keeps its own. */
export const startGroup = async (
  queries: Queries,
  group: string,
  topics: readonly KnownTopic[],
  from: Moment,
): Promise<void> => {
  const { sql, values } = momentOf(from)
  await queries.query(
    `insert into millrace.bus_places (group_name, topic, partition, place)
     select $${values.length + 2}, p.topic, p.partition, ${sql}
     from millrace.bus_partitions p where p.topic = any($1)
     on conflict do nothing`,
    [topics.map(({ topic }) => topic), ...values, group],
  )
}

export const readLag = async (
  queries: Queries,
  group: string,
  topics: readonly KnownTopic[],
): Promise<readonly PartitionLag[]> => {
  const { rows } = await queries.query<{ topic: string; partition: number; messages: string }>(
    `select t.name as topic, p.partition,
       greatest(0, p.next - greatest(g.place, ${earliest})) as messages
     from millrace.bus_partitions p
       join millrace.bus_topics t using (topic)
       left join millrace.bus_places g on g.group_name = $2 and g.topic = p.topic
         and g.partition = p.partition
     where p.topic = any($1) order by p.topic, p.partition`,
    [topics.map(({ topic }) => topic), group],
  )
  return rows.map(({ messages, ...rest }) => ({ ...rest, messages: Number(messages) }))
}
