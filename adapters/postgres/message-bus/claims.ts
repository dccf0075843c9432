import type { Queries } from '../bounded-queries.ts'
import type { DeliveredMessage } from '../../../kernel/message-bus.ts'

/**
 * Claims messages for a group, in the transaction of their effects, and returns the ids that nobody had claimed. The
 * effects of the others were made before: by a member that lost the partition and had the record still in hand,
 * before a crash, or because the message was published twice. Whoever claims at the same time waits for the other's
 * commit, so a key's order is kept too; all claim in the order of the ids, so that none waits for the other for ever.
 */
export const claimMessages = async (
  transaction: Queries,
  group: string,
  messages: readonly Pick<DeliveredMessage, 'id'>[],
): Promise<ReadonlySet<string>> => {
  const { rows } = await transaction.query<{ message_id: string }>({
    name: 'bus-claim',
    text: `insert into millrace.bus_claims (group_name, message_id, claimed_at)
     select $1, id, floor(extract(epoch from clock_timestamp()) * 1000)
     from unnest($2::text[]) as id order by id collate "C"
     on conflict do nothing
     returning message_id`,
    values: [group, messages.map(({ id }) => id)],
  })
  return new Set(rows.map(({ message_id }) => message_id))
}

/** The same for one. False where its effect was made before. */
export const claimMessage = async (
  transaction: Queries,
  group: string,
  message: Pick<DeliveredMessage, 'id'>,
): Promise<boolean> => (await claimMessages(transaction, group, [message])).has(message.id)
