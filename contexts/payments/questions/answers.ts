import { answering } from '../../../kernel/request-reply/answering.ts'
import { paymentDecider, paymentStream } from '../payment.ts'
import type { Payment } from '../payment-parts.ts'
import { getPayment } from './contract.ts'

/** What payments answers: from the log, so that it is never behind what was just said over HTTP. */
export const paymentAnswers = [
  answering(getPayment, {
    reads: ({ transactionId }) => [
      { stream: paymentStream(transactionId), entity: paymentDecider },
    ],
    reply: ({ transactionId }, [state]) => {
      const payment = state as Payment
      return payment.status === 'none'
        ? { transactionId, isFound: false }
        : { transactionId, isFound: true, status: payment.status, amount: payment.amount }
    },
  }),
]
