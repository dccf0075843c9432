import type { Sealed } from '../../kernel/personal-data.ts'
import { add } from '../../kernel/money.ts'
import type { View } from '../../kernel/view.ts'
import type { CurrencySum, FileProblem, FileStatus } from './contract.ts'
import type { PaymentFileEvent } from './events.ts'
import { fileIdOfStream } from './payment-file.ts'

/** A file and how far its payments have been received. The initiating party's name stays sealed. */
export interface PaymentFileRow {
  readonly fileId: string
  readonly format: string
  readonly status: FileStatus
  readonly stalledBecause?: string
  readonly messageId: string
  readonly initiatingParty?: Sealed<string>
  readonly createdAt: string
  readonly receivedAt: number
  readonly completedAt?: number
  readonly transactions: number
  readonly accepted: number
  readonly rejected: number
  readonly sums: readonly CurrencySum[]
  /** The first of them. */
  readonly problems: readonly FileProblem[]
  readonly problemsTotal: number
  readonly warnings?: readonly FileProblem[]
}

const problemsShownMax = 100

export const paymentFiles: View<PaymentFileRow, PaymentFileEvent> = {
  name: 'payment-files',
  version: 5,
  events: [
    'PaymentFileReceived',
    'PaymentFileAdvanced',
    'PaymentFileCompleted',
    'PaymentFileStalled',
    'PaymentFileResumed',
  ],
  keys: ({ stream }) => [fileIdOfStream(stream)],
  fold: (row, event, fileId) => {
    if (event.type === 'PaymentFileReceived') return received(fileId, event.data, event.time)
    if (!row) throw new Error(`file ${fileId} went on before it was received`)
    return { ...row, ...changeOf(row, event, event.time) }
  },
  indexed: { fileId: 'key', receivedAt: 'instant', messageId: 'keyword', status: 'keyword' },
}

const received = (
  fileId: string,
  data: Extract<PaymentFileEvent, { type: 'PaymentFileReceived' }>['data'],
  time: number,
): PaymentFileRow => ({
  fileId,
  format: data.format,
  status: data.of === undefined ? 'completed' : 'receiving',
  messageId: data.messageId,
  ...(data.initiatingParty ? { initiatingParty: data.initiatingParty } : {}),
  createdAt: data.createdAt,
  receivedAt: time,
  ...(data.of === undefined ? { completedAt: time } : {}),
  transactions: data.transactions,
  accepted: data.accepted,
  rejected: data.rejected,
  sums: data.sums,
  problems: data.problems.slice(0, problemsShownMax),
  problemsTotal: data.problemsTotal,
  ...(data.warnings ? { warnings: data.warnings } : {}),
})

const changeOf = (
  row: PaymentFileRow,
  { type, data }: PaymentFileEvent,
  time: number,
): Partial<PaymentFileRow> => {
  switch (type) {
    case 'PaymentFileAdvanced':
      return {
        accepted: row.accepted + data.accepted,
        rejected: row.rejected + data.rejected,
        sums: addSums(row.sums, data.sums),
        problems: [...row.problems, ...data.problems].slice(0, problemsShownMax),
        problemsTotal: row.problemsTotal + data.problemsTotal,
      }
    case 'PaymentFileCompleted':
      return { status: 'completed', completedAt: time }
    case 'PaymentFileStalled':
      return { status: 'stalled', stalledBecause: data.reason }
    case 'PaymentFileResumed':
      return { status: 'receiving' }
    default:
      return {}
  }
}

const addSums = (
  before: readonly CurrencySum[],
  further: readonly CurrencySum[],
): readonly CurrencySum[] => {
  const sums = new Map(before.map((one) => [one.sum.currency, one]))
  for (const { count, sum } of further) {
    const known = sums.get(sum.currency)
    sums.set(
      sum.currency,
      known ? { count: known.count + count, sum: add(known.sum, sum) } : { count, sum },
    )
  }
  return [...sums.values()]
}
