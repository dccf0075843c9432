import { formatInstant } from '../../kernel/clock.ts'
import type { BusMessage } from '../../kernel/message-bus.ts'
import { messageOf } from '../../kernel/message-contract.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { Publish } from '../../kernel/relay.ts'
import type { Rejection } from './contract.ts'
import { paymentEvents, type PaymentEvent, type PaymentFileEvent } from './events.ts'
import { paymentIdOfStream } from './payment.ts'
import { publishedFacts, type PublishedFact, type PublishedFactName } from './published/contract.ts'

type Fact = { [Name in PublishedFactName]: [Name, PublishedFact<Name>] }[PublishedFactName]

/** Tells the world what happened to payments, and nothing about persons. */
export const publishPayments =
  (environment: string): Publish<PaymentEvent | PaymentFileEvent> =>
  (event) => {
    const fact = isOfPayment(event) ? factOf(event) : undefined
    return fact ? [toMessage(environment, event, fact)] : []
  }

/** Files, statements and the journal are told of by the payments that they are about. */
const isOfPayment = (
  event: RecordedEvent<PaymentEvent | PaymentFileEvent>,
): event is RecordedEvent<PaymentEvent> => Object.hasOwn(paymentEvents, event.type)

const factOf = (event: RecordedEvent<PaymentEvent>): Fact | undefined => {
  const { type, data } = event
  const common = { paymentId: paymentIdOfStream(event.stream), at: formatInstant(event.time) }
  switch (type) {
    case 'PaymentReceived': {
      const { amount, endToEndId, requestedExecutionDate, fileId } = data
      const optional = {
        ...(requestedExecutionDate ? { requestedExecutionDate } : {}),
        ...(fileId ? { fileId } : {}),
      }
      return ['PaymentReceived', { ...common, amount, endToEndId, ...optional }]
    }
    case 'PaymentSubmitted':
    case 'PaymentSettled':
      return [type, { ...common, amount: data.amount, railReference: data.railReference }]
    case 'PaymentRejected':
      return [type, { ...common, amount: data.amount, rejection: published(data.rejection) }]
    case 'SubmissionRejected': {
      const { amount, rejection, retryAt, awaits } = data
      if (awaits)
        return [
          'OperatorAwaited',
          { ...common, amount, rejection: published(rejection), until: retryAt },
        ]
      return ['RetryScheduled', { ...common, amount, rejection: published(rejection), retryAt }]
    }
    case 'SubmissionBecameUnknown':
      // A capture's or refund's doubts are our own business until they are resolved.
      return data.kind === undefined
        ? ['PaymentBecameUnknown', { ...common, amount: data.amount, reason: data.reason }]
        : undefined
    default:
      return laterFactOf(event, common)
  }
}

interface Common {
  readonly paymentId: string
  readonly at: string
}

/** What happens before anything goes to a rail, and what follows on a settlement. */
const laterFactOf = (
  { type, data }: RecordedEvent<PaymentEvent>,
  common: Common,
): Fact | undefined => {
  switch (type) {
    case 'ApprovalRequested': {
      const { amount, above, expiresAt } = data
      return [type, { ...common, amount, above, ...(expiresAt ? { expiresAt } : {}) }]
    }
    case 'PaymentApproved':
    case 'PaymentDenied':
    case 'ApprovalExpired':
    case 'PaymentCancelled':
    case 'HoldVoided':
    case 'HoldExpired':
      return [type, { ...common, amount: data.amount }]
    case 'PaymentScheduled':
      return [type, { ...common, amount: data.amount, dueAt: data.dueAt }]
    case 'PaymentAuthorised':
      return [type, { ...common, amount: data.amount, expiresAt: data.expiresAt }]
    case 'PaymentReturned':
      return [type, { ...common, amount: data.amount, code: data.code }]
    case 'DisputeOpened': {
      const { amount, dispute, reasonCode } = data
      return [type, { ...common, amount, dispute, reasonCode }]
    }
    case 'DisputeWon':
    case 'DisputeLost':
      return [type, { ...common, amount: data.amount, dispute: data.dispute }]
    default:
      return childFactOf({ type, data } as PaymentEvent, common)
  }
}

const childFactOf = ({ type, data }: PaymentEvent, common: Common): Fact | undefined => {
  switch (type) {
    case 'CaptureProposed': {
      const { amount, transfer, above, expiresAt } = data
      return [type, { ...common, amount, transfer, above, expiresAt }]
    }
    case 'RefundProposed': {
      const { amount, transfer, above, expiresAt, reason } = data
      return [type, { ...common, amount, transfer, above, expiresAt, reason }]
    }
    case 'ProposalDenied':
    case 'ProposalWithdrawn':
    case 'ProposalExpired':
      return [type, { ...common, amount: data.amount, transfer: data.transfer, kind: data.kind }]
    case 'CaptureRequested':
      return [type, { ...common, amount: data.amount, transfer: data.transfer }]
    case 'RefundRequested': {
      const { amount, transfer, reason } = data
      return [type, { ...common, amount, transfer, reason }]
    }
    case 'CaptureSettled':
    case 'RefundSettled': {
      const { amount, transfer, railReference } = data
      return [type, { ...common, amount, transfer, railReference }]
    }
    case 'CaptureRejected':
    case 'RefundRejected': {
      const { amount, transfer, rejection } = data
      return [type, { ...common, amount, transfer, rejection: published(rejection) }]
    }
    case 'CaptureReturned':
    case 'RefundReversed': {
      const { amount, transfer, code } = data
      return [type, { ...common, amount, transfer, code }]
    }
    default:
      return undefined
  }
}

const toMessage = (environment: string, event: RecordedEvent, [name, payload]: Fact): BusMessage =>
  messageOf(publishedFacts[name], 'payments', environment, payload, {
    // One message for each fact, so the fact's own id says when two are one.
    id: event.id,
    time: payload.at,
    traceparent: event.traceparent,
    subject: `payment/${payload.paymentId}`,
    entityVersion: event.version,
    extensions: { correlationid: event.correlationId },
  })

/** How full whose limit is, is told to those who may ask. */
const published = ({ limit: _limit, ...rejection }: Rejection) => rejection
