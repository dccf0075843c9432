import type { View } from '../../kernel/view.ts'
import type { PaymentEvent } from './events.ts'
import { paymentIdOfStream } from './payment.ts'
import { changeOf, statusIn, type PaymentRow } from './payment-row.ts'
import { statusChanging } from './status-change.ts'

const others = [
  'SubmissionDeferred',
  'OperatorAsked',
  'CancellationAsked',
  'CancellationFailed',
  'SubmissionDeferred',
  'RailContradicted',
  'SubmissionAcknowledged',
  'SubmissionConfirmed',
  'DisputeEvidenceSubmitted',
  'DisputeResponseDue',
  'CaptureProposed',
  'RefundProposed',
  'ProposalDenied',
  'ProposalWithdrawn',
  'ProposalExpired',
  'AttentionResolved',
] as const

export const payments: View<PaymentRow, PaymentEvent> = {
  name: 'payments',
  version: 7,
  // Questions and their answers change nothing that is shown.
  events: [...statusChanging, ...others],
  begins: ['PaymentReceived'],
  keys: ({ stream }) => [paymentIdOfStream(stream)],
  fold: (row, event, paymentId) => {
    const mark = { updatedAt: event.time, version: event.version }
    if (event.type === 'PaymentReceived') return received(paymentId, event.data, mark)
    if (!row) throw new Error(`payment ${paymentId} changed before it was received`)
    return { ...row, ...statusIn(row, event), ...changeOf(row, event), ...mark }
  },
  indexed: {
    status: 'keyword',
    currency: 'keyword',
    amount: 'amount',
    receivedAt: 'instant',
    updatedAt: 'instant',
    fileId: 'keyword',
    placeInFile: 'ordinal',
    uetr: 'keyword',
    instructionId: 'keyword',
    railReference: 'keyword',
    debtorAccountIndex: 'keyword',
    creditorAccountIndex: 'keyword',
    endToEndId: 'keyword',
    needsOperator: 'boolean',
  },
}

const received = (
  paymentId: string,
  data: Extract<PaymentEvent, { type: 'PaymentReceived' }>['data'],
  mark: Pick<PaymentRow, 'updatedAt' | 'version'>,
): PaymentRow => ({
  paymentId,
  status: 'received',
  currency: data.amount.currency,
  amount: data.amount.minorUnits,
  debtor: data.debtor,
  creditor: data.creditor,
  debtorAccountIndex: data.debtorAccountIndex,
  creditorAccountIndex: data.creditorAccountIndex,
  endToEndId: data.endToEndId,
  ...(data.requestedExecutionDate ? { requestedExecutionDate: data.requestedExecutionDate } : {}),
  ...(data.fileId ? { fileId: data.fileId } : {}),
  ...(data.placeInFile ? { placeInFile: data.placeInFile } : {}),
  ...(data.paymentInformationId ? { paymentInformationId: data.paymentInformationId } : {}),
  ...(data.instructionId ? { instructionId: data.instructionId } : {}),
  ...(data.uetr ? { uetr: data.uetr } : {}),
  ...(data.serviceLevel ? { serviceLevel: data.serviceLevel } : {}),
  ...(data.chargeBearer ? { chargeBearer: data.chargeBearer } : {}),
  ...(data.purpose ? { purpose: data.purpose } : {}),
  ...(data.metadata ? { metadata: data.metadata } : {}),
  ...(data.captureMode ? { captureMode: data.captureMode } : {}),
  ...(data.fundingAccount ? { fundingAccount: data.fundingAccount } : {}),
  waiting: null,
  operatorReason: null,
  needsOperator: false,
  receivedAt: mark.updatedAt,
  ...mark,
})
