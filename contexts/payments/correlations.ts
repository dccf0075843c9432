import { BoundedMap } from '../../kernel/bounded-map.ts'
import type { LogReader } from '../../kernel/event-store.ts'
import type { Uuid } from '../../kernel/id.ts'
import { paymentStream } from './payment.ts'

/** The correlation id of a payment's story, from the fact that it began with. */
export interface Correlations {
  note(paymentId: string, correlationId: Uuid): void
  /** Undefined where there is no such payment. */
  of(paymentId: string): Promise<Uuid | undefined>
}

/** Payments that were handed over lately are those that a rail speaks of. */
const heldMaxDefault = 10_000

/** What never changes is looked up once. */
export const correlationsIn = (log: LogReader, heldMax = heldMaxDefault): Correlations => {
  const held = new BoundedMap<string, Uuid>(heldMax)
  const note = (paymentId: string, correlationId: Uuid) => held.set(paymentId, correlationId)
  return {
    note,
    of: async (paymentId) => {
      const known = held.get(paymentId)
      if (known !== undefined) return known
      const [first] = await log.readStream(paymentStream(paymentId), 0, 1)
      if (first) note(paymentId, first.correlationId)
      return first?.correlationId
    },
  }
}
