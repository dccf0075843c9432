import Type from 'typebox'
import { catalogueOf, eventData, type EventOf } from '../kernel/event-schema.ts'
import type { View } from '../kernel/view.ts'

/** Orders of five events each: what the rebuild is measured on. */
const orderEvents = {
  OrderReceived: {
    version: 1,
    data: eventData({
      minorUnits: Type.String(),
      currency: Type.String(),
      debtor: Type.String(),
      creditor: Type.String(),
      reference: Type.String(),
    }),
  },
  OrderValidated: { version: 1, data: eventData({ by: Type.String() }) },
  OrderSubmitted: { version: 1, data: eventData({ attempt: Type.Integer() }) },
  OrderPending: { version: 1, data: eventData({ railReference: Type.String() }) },
  OrderSettled: { version: 1, data: eventData({ railReference: Type.String() }) },
}
type OrderEvent = EventOf<typeof orderEvents>

export const orderTypes = Object.keys(orderEvents)
export const orderCatalogue = catalogueOf(orderEvents)

export interface OrderRow {
  readonly status: string
  readonly amount: string
  readonly currency: string
  readonly debtor: string
  readonly creditor: string
  readonly reference: string
  readonly railReference?: string
  readonly receivedAt: number
  readonly updatedAt: number
  readonly version: number
}

export const ordersView: View<OrderRow, OrderEvent> = {
  name: 'orders',
  version: 1,
  events: Object.keys(orderEvents) as OrderEvent['type'][],
  begins: ['OrderReceived'],
  keys: ({ stream }) => [stream],
  fold: (before, { type, data, time, version }) => {
    const mark = { updatedAt: time, version }
    if (type === 'OrderReceived' && 'currency' in data)
      return {
        status: 'received',
        amount: data.minorUnits,
        currency: data.currency,
        debtor: data.debtor,
        creditor: data.creditor,
        reference: data.reference,
        receivedAt: time,
        ...mark,
      }
    if (!before) throw new Error('an order changed before it was received')
    const reference = 'railReference' in data ? { railReference: data.railReference } : {}
    return { ...before, ...reference, ...mark, status: type.slice(5).toLowerCase() }
  },
  indexed: { status: 'keyword', amount: 'amount', receivedAt: 'instant' },
}

/** Streams whose events alternate: what happens in one log at a time. */
const streamsAtOnce = 1_000

/** Fills log_orders with events whose hashes are made up: a rebuild does not look at them. */
export const fillSql = (events: number): string => `
  with numbered as (
    select n as position, (n - 1) / ${streamsAtOnce * 5} * ${streamsAtOnce} + (n - 1) % ${streamsAtOnce} as number,
      (n - 1) % ${streamsAtOnce * 5} / ${streamsAtOnce} + 1 as version
    from generate_series(1, ${events}) n
  ), written as (
    insert into log_orders.events (position, stream, version, id, type, schema_version, time, origin, data, hash)
    select position, 'order-' || md5(number::text)::uuid, version, md5(position::text)::uuid,
      (array['${orderTypes.join("','")}'])[version], 1, 1700000000000 + position,
      json_build_object('a', 'api-key:bench', 'c', md5(number::text)::uuid, 'k', md5(position::text)::uuid,
        't', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
      case version
        when 1 then json_build_object('minorUnits', (position * 37 % 1000000)::text, 'currency', 'EUR',
          'debtor', 'sealed.1.account-' || md5(number::text) || '.debtor.' || repeat(md5(number::text), 3),
          'creditor', 'sealed.1.account-' || md5(position::text) || '.creditor.' || repeat(md5(position::text), 3),
          'reference', 'INVOICE-' || number)
        when 2 then json_build_object('by', 'rules 2026-11')
        when 3 then json_build_object('attempt', 1)
        else json_build_object('railReference', md5(position::text))
      end, sha256(int8send(position))
    from numbered order by position
  )
  update log_orders.log set position = ${events}`
