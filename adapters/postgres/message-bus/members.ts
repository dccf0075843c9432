import { randomUUID } from 'node:crypto'
import type { Queries } from '../bounded-queries.ts'

/** A member that was not seen for so long is taken for dead. Its session locks are gone at once. */
const deadAfterSeconds = 5

export interface Membership {
  /** Says that it is alive, and returns which of its topics' partitions are to be its own. */
  share(): Promise<(topic: string, partition: number) => boolean>
  leave(): Promise<void>
}

/** One member of a group among those of all processes. Each works out by itself who takes what. */
export const joinMembers = (
  queries: Queries,
  group: string,
  topics: readonly string[],
): Membership => {
  const member = randomUUID()
  return {
    share: async () => {
      const { rows } = await queries.query<{ member: string; topics: string[] }>(
        `with me as (
           insert into millrace.bus_members (group_name, member, topics, seen_at)
           values ($1, $2, $3, clock_timestamp())
           on conflict (group_name, member) do update set seen_at = excluded.seen_at
         ), gone as (
           delete from millrace.bus_members where group_name = $1 and member <> $2
             and seen_at < clock_timestamp() - make_interval(secs => $4 * 10)
         )
         select $2::uuid as member, $3::text[] as topics
         union all
         select member, topics from millrace.bus_members where group_name = $1 and member <> $2
           and seen_at >= clock_timestamp() - make_interval(secs => $4)
         order by member`,
        [group, member, topics, deadAfterSeconds],
      )
      return (topic, partition) => {
        const able = rows.filter((row) => row.topics.includes(topic))
        return able[partition % able.length]?.member === member
      }
    },
    leave: async () => {
      await queries.query(
        'delete from millrace.bus_members where group_name = $1 and member = $2',
        [group, member],
      )
    },
  }
}
