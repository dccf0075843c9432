import { describe, expect, it } from 'vitest'
import type { DeliveryShown } from '../../../contexts/webhooks/contract.ts'
import { mergeDeliveries } from './delivery-rows.ts'

const delivery = (
  id: string,
  minute: number,
  more: Partial<DeliveryShown> = {},
): DeliveryShown => ({
  deliveryId: id,
  endpointId: 'one',
  eventId: id,
  eventType: 'payment.settled',
  subject: 'payment/1',
  sequence: 1,
  status: 'delivered',
  attempts: 1,
  isTest: false,
  queuedAt: `2026-11-21T12:0${minute}:00.000Z`,
  updatedAt: `2026-11-21T12:0${minute}:00.000Z`,
  position: 'webhooks~1',
  ...more,
})
const ids = (rows: readonly DeliveryShown[]) => rows.map(({ deliveryId }) => deliveryId)
const rows = [delivery('b', 4), delivery('a', 2)]
const asked = { endpointId: 'one' }

describe('the delivery log, as deliveries change', () => {
  it('takes new ones at the top, and changes known ones where they stand', () => {
    const changed = [delivery('c', 5), delivery('a', 2, { status: 'abandoned' })]
    const merged = mergeDeliveries(rows, changed, asked, false)
    expect(ids(merged)).toEqual(['c', 'b', 'a'])
    expect(merged[2]?.status).toBe('abandoned')
  })

  it('leaves out other endpoints, other states, and what is not read yet', () => {
    const other = delivery('x', 5, { endpointId: 'two' })
    expect(mergeDeliveries(rows, [other], asked, false)).toBe(rows)
    const changed = [delivery('b', 4, { status: 'retrying' })]
    expect(ids(mergeDeliveries(rows, changed, { ...asked, status: 'delivered' }, false))).toEqual([
      'a',
    ])
    expect(ids(mergeDeliveries(rows, [delivery('old', 1)], asked, true))).toEqual(['b', 'a'])
  })
})
