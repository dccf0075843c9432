import type { Sealed } from '../../kernel/personal-data.ts'
import type { View } from '../../kernel/view.ts'
import type { CurrencySum, FileProblem } from './contract.ts'
import type { PaymentFileEvent } from './events.ts'
import { fileIdOfStream } from './payment-file.ts'

/** A file as it was received. The initiating party's name stays sealed. */
export interface PaymentFileRow {
  readonly fileId: string
  readonly messageId: string
  readonly initiatingParty?: Sealed<string>
  readonly createdAt: string
  readonly receivedAt: number
  readonly transactions: number
  readonly accepted: number
  readonly rejected: number
  readonly sums: readonly CurrencySum[]
  readonly problems: readonly FileProblem[]
  readonly problemsTotal: number
}

export const paymentFiles: View<PaymentFileRow, PaymentFileEvent> = {
  name: 'payment-files',
  version: 2,
  events: ['PaymentFileReceived'],
  keys: ({ stream }) => [fileIdOfStream(stream)],
  fold: (_row, { data, time }, fileId) => ({
    fileId,
    messageId: data.messageId,
    ...(data.initiatingParty ? { initiatingParty: data.initiatingParty } : {}),
    createdAt: data.createdAt,
    receivedAt: time,
    transactions: data.transactions,
    accepted: data.accepted,
    rejected: data.rejected,
    sums: data.sums,
    problems: data.problems,
    problemsTotal: data.problemsTotal,
  }),
  indexed: { fileId: 'text', receivedAt: 'instant', messageId: 'text' },
}
