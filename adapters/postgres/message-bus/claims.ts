import type { Queries } from '../bounded-queries.ts'
import type { DeliveredMessage } from '../../../kernel/message-bus.ts'

/**
 * Claims a message for a group, in the transaction of its effect. False where the effect was made before: by a
 * member that lost the partition and had the record still in hand, before a crash, or because the message was
 * published twice. Whoever claims at the same time waits for the other's commit, so a key's order is kept too.
 */
export const claimMessage = async (
  transaction: Queries,
  group: string,
  { id }: Pick<DeliveredMessage, 'id'>,
): Promise<boolean> => {
  const claimed = await transaction.query(
    `insert into millrace.bus_claims (group_name, message_id, claimed_at)
     values ($1, $2, floor(extract(epoch from clock_timestamp()) * 1000))
     on conflict do nothing`,
    [group, id],
  )
  return claimed.rowCount === 1
}
