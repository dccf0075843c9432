import type { Instant } from '../../../kernel/clock.ts'
import type { MessageCount } from '../../node/delivery/counted-bus.ts'
import { boolArray, int8Array, textArray } from '../binary-array.ts'
import type { Queries } from '../bounded-queries.ts'

/** One way that messages go, over all processes. */
export interface ObservedWay {
  readonly topic: string
  readonly source: string
  /** Empty: they were published. */
  readonly consumer: string
  /** Within the last minute, and within the last hour. */
  readonly lastMinute: number
  readonly lastHour: number
  readonly firstAt: Instant
  readonly lastAt: Instant
}

/** What went over the bus lately, as the processes of one database add it up. */
export interface PostgresTraffic {
  add(process: string, at: Instant, counts: readonly MessageCount[]): Promise<void>
  read(now: Instant): Promise<readonly ObservedWay[]>
  /** Forgets figures older than an hour, and ways that nothing has gone for a month, or that are too many. */
  prune(now: Instant): Promise<void>
}

const bucketMs = 10_000
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const pathsKeptMs = 30 * 24 * hourMs
/** Ways that are kept, and shown: the latest. A sender may call itself something new in each message. */
const waysMax = 2_000

export const postgresTraffic = (queries: Queries): PostgresTraffic => ({
  add: async (process, at, counts) => {
    if (counts.length === 0) return
    const since = at - (at % bucketMs)
    // Sorted, so that two processes lock the ways in one order.
    const sorted = [...counts].sort((one, other) => (wayOf(one) < wayOf(other) ? -1 : 1))
    const ways = [
      textArray(sorted.map(({ topic }) => topic)),
      textArray(sorted.map(({ source }) => source)),
      textArray(sorted.map(({ consumer }) => consumer)),
    ]
    await queries.query({
      name: 'traffic-add',
      text: `with counted as (
          select * from unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::boolean[])
            as c (topic, source, consumer, messages, everywhere)
        ), added as (
          insert into millrace.message_traffic as known
            (since, process, topic, source, consumer, messages, everywhere)
          select $1, $2, topic, source, consumer, messages, everywhere from counted
          on conflict (since, process, topic, source, consumer)
            do update set messages = known.messages + excluded.messages
        )
        insert into millrace.message_paths as known (topic, source, consumer, first_at, last_at)
        select topic, source, consumer, $8, $8 from counted
        on conflict (topic, source, consumer)
          do update set last_at = greatest(known.last_at, excluded.last_at)`,
      values: [
        since,
        process,
        ...ways,
        int8Array(sorted.map(({ messages }) => messages)),
        boolArray(sorted.map(({ isEverywhere }) => isEverywhere)),
        at,
      ],
    })
  },

  read: async (now) => {
    const { rows } = await queries.query<Readonly<Record<string, string>>>(
      `with by_process as (
         select topic, source, consumer, process, bool_or(everywhere) as everywhere,
           coalesce(sum(messages) filter (where since > $1::bigint - ${minuteMs}), 0) as last_minute,
           sum(messages) as last_hour
         from millrace.message_traffic where since > $1::bigint - ${hourMs}
         group by topic, source, consumer, process
       ), counted as (
         select topic, source, consumer,
           case when bool_or(everywhere) then max(last_minute) else sum(last_minute) end as last_minute,
           case when bool_or(everywhere) then max(last_hour) else sum(last_hour) end as last_hour
         from by_process group by topic, source, consumer
       )
       select topic, source, consumer, coalesce(last_minute, 0) as last_minute,
         coalesce(last_hour, 0) as last_hour, first_at, last_at
       from (select * from millrace.message_paths order by last_at desc limit ${waysMax}) paths
         left join counted using (topic, source, consumer)
       order by topic, source, consumer`,
      [now],
    )
    return rows.map((row) => ({
      topic: row['topic'] ?? '',
      source: row['source'] ?? '',
      consumer: row['consumer'] ?? '',
      lastMinute: Number(row['last_minute']),
      lastHour: Number(row['last_hour']),
      firstAt: Number(row['first_at']),
      lastAt: Number(row['last_at']),
    }))
  },

  prune: async (now) => {
    await queries.query('delete from millrace.message_traffic where since <= $1', [now - hourMs])
    await queries.query(
      `delete from millrace.message_paths where last_at <= greatest($1::bigint,
         (select last_at from millrace.message_paths order by last_at desc offset ${waysMax} limit 1))`,
      [now - pathsKeptMs],
    )
  },
})

const wayOf = ({ topic, source, consumer }: MessageCount): string =>
  `${topic}\n${source}\n${consumer}`
