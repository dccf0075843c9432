import type { DeliveryShown } from '../../../contexts/webhooks/contract.ts'
import type { DeliveryAsked } from './webhook-queries.ts'

/**
 * The log after some deliveries changed, the newest first. What belongs behind the last row that was read is left to
 * be read with its page.
 */
export const mergeDeliveries = (
  rows: readonly DeliveryShown[],
  changed: readonly DeliveryShown[],
  { endpointId, status }: DeliveryAsked,
  hasMore: boolean,
): readonly DeliveryShown[] => {
  const news = new Map(
    changed
      .filter((delivery) => delivery.endpointId === endpointId)
      .map((delivery) => [delivery.deliveryId, delivery]),
  )
  if (news.size === 0) return rows
  const last = hasMore ? rows.at(-1) : undefined
  const fitting = [...news.values()].filter(
    (delivery) =>
      (status === undefined || delivery.status === status) &&
      (!last || delivery.queuedAt >= last.queuedAt),
  )
  return [...rows.filter(({ deliveryId }) => !news.has(deliveryId)), ...fitting].sort(newestFirst)
}

const newestFirst = (one: DeliveryShown, other: DeliveryShown): number =>
  compare(other.queuedAt, one.queuedAt) || compare(other.deliveryId, one.deliveryId)

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
