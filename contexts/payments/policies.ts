import type { Policy } from '../../kernel/policy.ts'
import type { PaymentEvent } from './events.ts'
import type { Patience } from './patience.ts'
import { paymentCommands, paymentIdOfStream } from './payment.ts'

/** When the last attempt did not arrive either, somebody is asked: no timer tries again. */
export const askWhenAttemptsAreUsedUp = ({
  attemptsMax,
}: Patience): Policy<Extract<PaymentEvent, { type: 'SubmissionNotSent' }>> => ({
  name: 'ask-when-attempts-are-used-up',
  events: ['SubmissionNotSent'],
  react: ({ stream, data }) =>
    data.attempt < attemptsMax
      ? []
      : [
          {
            definition: paymentCommands.AskOperator,
            command: {
              type: 'AskOperator',
              data: {
                paymentId: paymentIdOfStream(stream),
                ...(data.transfer === undefined ? {} : { transfer: data.transfer }),
                because: 'attempts-used-up',
              },
            },
          },
        ],
})
