import Type from 'typebox'
import { nodeIds } from '../adapters/node/ids.ts'
import { catalogueOf, eventData } from '../kernel/event-schema.ts'
import type { Append } from '../kernel/event-store.ts'

export const ids = nodeIds()

/** About 400 bytes of JSON, as a payment has. */
export const sampleData = () => ({
  paymentId: ids.next(),
  amount: { minorUnits: '125000', currency: 'EUR' },
  debtor: { name: 'Ada Lovelace', account: 'DE89370400440532013000', agent: 'COBADEFFXXX' },
  creditor: {
    name: 'Charles Babbage',
    account: 'FR1420041010050500013M02606',
    agent: 'PSSTFRPPPAR',
  },
  endToEndId: 'INVOICE-2026-117',
  remittance: 'Difference engine, second instalment',
  requestedExecutionDate: '2026-11-30',
})

export const sampleCatalogue = catalogueOf({
  PaymentReceived: { version: 1, data: eventData({ paymentId: Type.String() }) },
})

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const fingerprint = 'f'.repeat(43)

/** One command that begins a stream of its own with one event: what `handleCommand` hands to the store. */
export const sampleAppend = (): Append => {
  const commandId = ids.next()
  const stream = `payment-${commandId}`
  return {
    commandId,
    fingerprint,
    onOtherContent: 'refuse',
    origin: {
      actor: 'api-key:bench',
      correlationId: commandId,
      causationId: commandId,
      traceparent,
    },
    time: Date.now(),
    reads: [{ stream, version: 0 }],
    events: [
      { stream, id: ids.next(), type: 'PaymentReceived', schemaVersion: 1, data: sampleData() },
    ],
    outcome: { kind: 'accepted', versions: { [stream]: 1 } },
  }
}
