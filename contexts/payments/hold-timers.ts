import type { Schedule } from '../../kernel/schedule.ts'
import type { PaymentEvent } from './events.ts'
import { paymentCommands, paymentIdOfStream } from './payment.ts'

/**
 * Gives back what is held when its time has come; of a hold that was captured whole there is nothing left to expire.
 * A schedule of its own, so that it begins with the log: among `payment-timers` those timers found the journal's command
 * of the same name, and ended no hold.
 */
export const paymentHoldTimers: Schedule<
  Extract<PaymentEvent, { type: 'PaymentAuthorised' | 'HoldVoided' }>
> = {
  name: 'payment-hold-timers',
  events: ['PaymentAuthorised', 'HoldVoided'],
  change: ({ type, stream, data }) => {
    const paymentId = paymentIdOfStream(stream)
    const timer = `hold-${paymentId}`
    if (type === 'HoldVoided') return [{ cancel: timer }]
    return [
      {
        set: timer,
        due: Date.parse(data.expiresAt),
        intent: {
          definition: paymentCommands.ExpirePaymentHold,
          command: { type: 'ExpirePaymentHold', data: { paymentId } },
        },
      },
    ]
  },
}
