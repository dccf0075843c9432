import type { Fact, WebhookEventOf } from './events.ts'

/** What tests of this context tell their stories with. */
export const endpointId = '00000000-0000-8000-8000-00000000000e'
export const laneId = '00000000-0000-8000-8000-0000000000aa'
export const first = '00000000-0000-8000-8000-0000000000d1'
export const second = '00000000-0000-8000-8000-0000000000d2'
export const url = 'https://example.com/hook'

export const fact: Fact = {
  id: '00000000-0000-7000-8000-00000000000f',
  type: 'payment.settled',
  time: '2026-01-01T12:00:00.000Z',
  subject: 'payment/00000000-0000-7000-8000-000000000001',
  sequence: 5,
  payload: { amount: { minorUnits: '12345', currency: 'EUR' } },
  after: 'payments~5',
}

export const created: WebhookEventOf<'EndpointCreated'> = {
  type: 'EndpointCreated',
  data: { endpointId, url, eventTypes: ['payment.*'], bodyVersion: 1 },
}
export const queued = (deliveryId: string, isDue: boolean): WebhookEventOf<'DeliveryQueued'> => ({
  type: 'DeliveryQueued',
  data: { deliveryId, endpointId, fact, isDue },
})
export const started = (deliveryId: string, attempt = 1): WebhookEventOf<'AttemptStarted'> => ({
  type: 'AttemptStarted',
  data: { deliveryId, endpointId, attempt },
})
export const due = (deliveryId: string, attempt = 1): WebhookEventOf<'AttemptDue'> => ({
  type: 'AttemptDue',
  data: { deliveryId, endpointId, attempt },
})
export const succeeded = (
  deliveryId: string,
  attempt = 1,
): WebhookEventOf<'DeliverySucceeded'> => ({
  type: 'DeliverySucceeded',
  data: { deliveryId, endpointId, attempt, status: 200, durationMs: 12 },
})
