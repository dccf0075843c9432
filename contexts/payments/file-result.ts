import { add } from '../../kernel/money.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { IncomingPayment, ReceivePaymentFile } from './commands.ts'
import type { CurrencySum, FileProblem } from './contract.ts'
import { refusedInFile as refused } from './duplicates/told.ts'
import { problemsKeptMax, type PaymentEvent } from './events.ts'
import { paymentIdOfStream } from './payment.ts'
import type { ReceivedPayment } from './receive-together.ts'

/** What the payments of a file or a slice came to. */
export const resultOf = (
  received: readonly ReceivedPayment[],
  read: Pick<ReceivePaymentFile['data'], 'unreadable' | 'problems' | 'problemsTotal'>,
) => {
  const rejections = received.flatMap(rejectionOf)
  const accepted = received.filter((payment) => rejectionOf(payment).length === 0)
  return {
    accepted: accepted.length,
    rejected: read.unreadable + rejections.length,
    sums: sumsOf(accepted.map(({ incoming }) => incoming)),
    problems: [...read.problems, ...rejections].slice(0, problemsKeptMax),
    problemsTotal: read.problemsTotal + rejections.length,
  }
}

const rejectionOf = ({ incoming, decided }: ReceivedPayment): readonly FileProblem[] => {
  const { payment } = incoming
  const { endToEndId, placeInFile } = payment
  const place = {
    ...incoming.at,
    endToEndId,
    ...(placeInFile ? { transaction: placeInFile } : {}),
  }
  if (isRefusal(decided)) return [{ ...place, ...sendersReferences(payment), ...refused(decided) }]
  return decided.flatMap(({ stream, events }) =>
    events.flatMap((event) => {
      if (event.type !== 'PaymentRejected') return []
      const { code, reason } = (event as Extract<PaymentEvent, { type: 'PaymentRejected' }>).data
        .rejection
      return [{ paymentId: paymentIdOfStream(stream), ...place, code, reason }]
    }),
  )
}

/** Of what never became a payment the status report knows no more than this. */
const sendersReferences = ({
  paymentInformationId,
  instructionId,
}: IncomingPayment['payment']) => ({
  ...(paymentInformationId ? { paymentInformationId } : {}),
  ...(instructionId ? { instructionId } : {}),
})

const sumsOf = (payments: readonly IncomingPayment[]): CurrencySum[] => {
  const sums = new Map<string, CurrencySum>()
  for (const { payment } of payments) {
    const { amount } = payment
    const before = sums.get(amount.currency)
    sums.set(
      amount.currency,
      before
        ? { count: before.count + 1, sum: add(before.sum, amount) }
        : { count: 1, sum: amount },
    )
  }
  return [...sums.values()]
}
