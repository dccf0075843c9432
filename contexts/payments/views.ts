import type { Metadata } from '../../kernel/metadata.ts'
import type { Sealed } from '../../kernel/personal-data.ts'
import type { View } from '../../kernel/view.ts'
import type { PaymentStatus, Rejection } from './contract.ts'
import type { Party, PaymentEvent, ServiceLevel } from './events.ts'
import { paymentIdOfStream } from './payment.ts'

/** A payment as it stands. The parties stay sealed. */
export interface PaymentRow {
  readonly paymentId: string
  readonly status: PaymentStatus
  readonly currency: string
  /** Minor units. */
  readonly amount: string
  readonly debtor: Sealed<Party>
  readonly creditor: Sealed<Party>
  readonly debtorAccountIndex: string
  readonly creditorAccountIndex: string
  readonly endToEndId: string
  readonly requestedExecutionDate?: string
  readonly fileId?: string
  readonly placeInFile?: number
  readonly paymentInformationId?: string
  readonly instructionId?: string
  readonly uetr?: string
  readonly serviceLevel?: ServiceLevel
  readonly metadata?: Metadata
  readonly railReference?: string
  readonly rejection?: Rejection
  /** Why the rail does not have it yet. */
  readonly waiting: string | null
  /** Why somebody should look at it. */
  readonly operatorReason: string | null
  readonly needsOperator: boolean
  readonly receivedAt: number
  readonly updatedAt: number
  readonly version: number
}

/** The status that an event leads to, for the events that change it. */
export const statusAfter = {
  PaymentReceived: 'received',
  PaymentValidated: 'validated',
  PaymentRejected: 'rejected',
  SubmissionStarted: 'submitting',
  SubmissionNotSent: 'validated',
  SubmissionBecameUnknown: 'unknown',
  PaymentSubmitted: 'submitted',
  PaymentPending: 'pending',
  PaymentSettled: 'settled',
} as const satisfies Partial<Record<PaymentEvent['type'], PaymentStatus>>

export type StatusChanging = Extract<PaymentEvent, { type: keyof typeof statusAfter }>
export const statusChanging = Object.keys(statusAfter) as readonly StatusChanging['type'][]

export const payments: View<PaymentRow, PaymentEvent> = {
  name: 'payments',
  version: 3,
  // Questions and their answers change nothing that is shown.
  events: [...statusChanging, 'OperatorAsked', 'RailContradicted'],
  keys: ({ stream }) => [paymentIdOfStream(stream)],
  fold: (row, event, paymentId) => {
    const mark = { updatedAt: event.time, version: event.version }
    if (event.type === 'PaymentReceived') return received(paymentId, event.data, mark)
    if (!row) throw new Error(`payment ${paymentId} changed before it was received`)
    return { ...row, ...changeOf(row, event), ...mark }
  },
  indexed: {
    paymentId: 'text',
    status: 'text',
    currency: 'text',
    amount: 'amount',
    receivedAt: 'instant',
    updatedAt: 'instant',
    fileId: 'text',
    placeInFile: 'integer',
    uetr: 'text',
    instructionId: 'text',
    railReference: 'text',
    debtorAccountIndex: 'text',
    creditorAccountIndex: 'text',
    endToEndId: 'text',
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
  ...(data.metadata ? { metadata: data.metadata } : {}),
  waiting: null,
  operatorReason: null,
  needsOperator: false,
  receivedAt: mark.updatedAt,
  ...mark,
})

const changeOf = (row: PaymentRow, { type, data }: PaymentEvent): Partial<PaymentRow> => {
  switch (type) {
    case 'PaymentRejected':
      return moved(row, type, { rejection: data.rejection, ...referenceOf(data.railReference) })
    case 'SubmissionNotSent':
      return moved(row, type, { waiting: data.reason })
    case 'PaymentSubmitted':
    case 'PaymentPending':
    case 'PaymentSettled':
      return moved(row, type, referenceOf(data.railReference))
    case 'PaymentValidated':
    case 'SubmissionStarted':
    case 'SubmissionBecameUnknown':
      return moved(row, type, {})
    case 'OperatorAsked':
      return { needsOperator: true, operatorReason: data.because }
    case 'RailContradicted':
      return { needsOperator: true, operatorReason: contradictedReason }
    default:
      return {}
  }
}

const moved = (
  { operatorReason }: PaymentRow,
  type: StatusChanging['type'],
  change: Partial<PaymentRow>,
): Partial<PaymentRow> => {
  // What somebody was asked to look at passes with the status; that the rail cannot be believed does not.
  const contradicted = operatorReason === contradictedReason
  return {
    status: statusAfter[type],
    waiting: null,
    operatorReason: contradicted ? operatorReason : null,
    needsOperator: contradicted,
    ...change,
  }
}

const contradictedReason = 'rail-contradicted'

const referenceOf = (railReference: string | undefined): Partial<PaymentRow> =>
  railReference === undefined ? {} : { railReference }
