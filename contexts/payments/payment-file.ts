import type { CommandDefinition, Entity } from '../../kernel/decider.ts'
import { add } from '../../kernel/money.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.ts'
import type { IncomingPayment, ReceivePaymentFile } from './commands.ts'
import type { CurrencySum, FileProblem } from './contract.ts'
import { problemsKeptMax, type PaymentEvent, type PaymentFileEvent } from './events.ts'
import { paymentDecider, paymentStream } from './payment.ts'
import type { Payment } from './payment-parts.ts'

/** Transactions of one file; they are decided together and stored together. */
export const transactionsMax = 10_000

export type PaymentFile =
  | { readonly status: 'none' }
  | { readonly status: 'received'; readonly digest: string }

export type PaymentFileRefusal = Refusal<'message-id-reused' | 'payment-exists'>

export const paymentFileEntity: Entity<PaymentFile, PaymentFileEvent> = {
  name: 'file',
  initialState: { status: 'none' },
  evolve: (_file, { data }) => ({ status: 'received', digest: data.digest }),
}

/** `file-<fileId>` */
export const paymentFileStream = (fileId: string): string => `file-${fileId}`

/** The inverse of `paymentFileStream`. */
export const fileIdOfStream = (stream: string): string => {
  if (!stream.startsWith('file-')) throw new Error(`${stream} is not a file's stream`)
  return stream.slice('file-'.length)
}

/**
 * The same file again changes nothing, and whoever sent it is shown the first one. Another file with the same
 * message id is refused: taking it for a repetition would lose its payments without a word.
 */
export const receivePaymentFile: CommandDefinition<
  ReceivePaymentFile,
  PaymentEvent | PaymentFileEvent,
  PaymentFileRefusal
> = {
  type: 'ReceivePaymentFile',
  // All are presumed new: their ids come from the file's, which nobody has sent before.
  reads: ({ data: { fileId, payments } }) => [
    { stream: paymentFileStream(fileId), entity: paymentFileEntity, presumedNew: true },
    ...payments.map(({ paymentId }) => ({
      stream: paymentStream(paymentId),
      entity: paymentDecider,
      presumedNew: true,
    })),
  ],
  decide: ({ data }, [first, ...others], context) => {
    const file = first as PaymentFile
    if (file.status === 'received')
      return file.digest === data.digest ? [] : refuse('message-id-reused')
    const received = data.payments.map((incoming, index) => ({
      incoming,
      events: paymentDecider.decide(
        { type: 'ReceivePayment', data: incoming },
        others[index] as Payment,
        context,
      ),
    }))
    const decided = received.flatMap(({ incoming, events }) =>
      isRefusal(events) ? [] : [{ incoming, events }],
    )
    // Their ids come from the file's, so this is an id that was made elsewhere: nothing is taken.
    if (decided.length < received.length) return refuse('payment-exists')
    return [
      { stream: paymentFileStream(data.fileId), events: [fileReceived(data, decided)] },
      ...decided.map(({ incoming, events }) => ({
        stream: paymentStream(incoming.paymentId),
        events,
      })),
    ]
  },
}

interface DecidedPayment {
  readonly incoming: IncomingPayment
  readonly events: readonly PaymentEvent[]
}

const fileReceived = (
  data: ReceivePaymentFile['data'],
  decided: readonly DecidedPayment[],
): PaymentFileEvent => {
  const rejections = decided.flatMap(rejectionOf)
  const accepted = decided.filter((payment) => rejectionOf(payment).length === 0)
  const { messageId, format, createdAt, initiatingParty, digest, unreadable } = data
  return {
    type: 'PaymentFileReceived',
    data: {
      messageId,
      format,
      createdAt,
      ...(initiatingParty ? { initiatingParty } : {}),
      digest,
      transactions: unreadable + decided.length,
      accepted: accepted.length,
      rejected: unreadable + rejections.length,
      sums: sumsOf(accepted.map(({ incoming }) => incoming)),
      problems: [...data.problems, ...rejections].slice(0, problemsKeptMax),
      problemsTotal: data.problemsTotal + rejections.length,
    },
  }
}

const rejectionOf = ({ incoming, events }: DecidedPayment): readonly FileProblem[] =>
  events.flatMap((event) => {
    if (event.type !== 'PaymentRejected') return []
    const { code, reason } = event.data.rejection
    const { paymentId, payment } = incoming
    return [{ paymentId, endToEndId: payment.endToEndId, code, reason }]
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
