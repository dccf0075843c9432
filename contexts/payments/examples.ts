import type { Sealed } from '../../kernel/personal-data.ts'
import type { ReceivePayment } from './commands.ts'
import type {
  RecordRailCallback,
  RecordStatusAnswer,
  RecordSubmissionAnswer,
  SubmissionAnswer,
} from './transfers/commands.ts'
import type { Evidence } from './event-fields.ts'
import type { NewPayment, Party, PaymentEvent } from './events.ts'
import { paymentStream } from './payment.ts'
import { submissionIdOf } from './transfers/transfer-events.ts'
import type { RailChange, RailStatus } from './ports.ts'

/*
 * Canonical messages of one payment of EUR 123.45, for tests and for readers. The sealed texts have the
 * form that the platform gives them, and open nowhere.
 */

export const paymentId = '0193502c-7a5e-8c1d-9f10-3f5d9d0c6a01'
export const stream = paymentStream(paymentId)
export const submissionId = submissionIdOf(paymentId)
export const rail = 'simulated'
export const railReference = 'RAIL-0001'
/** How long the rail may take it, and until when: submissions start at noon. */
export const windowMs = 10_000
export const submitBefore = '2026-01-01T12:00:10.000Z'
export const amount = { minorUnits: '12345', currency: 'EUR' } as const

const sealed = <Plain extends string | Party>(subject: string, field: string): Sealed<Plain> =>
  `sealed.1.${subject}.${field}.${'A'.repeat(48)}` as Sealed<Plain>

export const newPayment: NewPayment = {
  amount,
  debtor: sealed<Party>('account-payer', 'debtor'),
  creditor: sealed<Party>('account-payee', 'creditor'),
  remittance: sealed<string>('account-payer', 'remittance'),
  debtorAccountIndex: 'payer',
  creditorAccountIndex: 'payee',
  endToEndId: 'INVOICE-2026-117',
}

export const receive: ReceivePayment = {
  type: 'ReceivePayment',
  data: { paymentId, payment: newPayment },
}

/** What happened, as the log tells it. */
export const facts = {
  received: { type: 'PaymentReceived', data: newPayment },
  validated: { type: 'PaymentValidated', data: { from: 'received', amount, next: 'submission' } },
  notValid: {
    type: 'PaymentRejected',
    data: {
      from: 'received',
      amount,
      rejection: {
        code: 'AG01',
        reason: 'Debtor and creditor have the same account',
        by: 'validation',
      },
    },
  },
  started: {
    type: 'SubmissionStarted',
    data: { from: 'validated', amount, submissionId, rail, attempt: 1, submitBefore },
  },
  notSent: {
    type: 'SubmissionNotSent',
    data: { from: 'submitting', amount, rail, attempt: 1, reason: 'connection-refused' },
  },
  dueAgain: { type: 'SubmissionDue', data: { attempt: 2, because: 'timer' } },
  becameUnknown: {
    type: 'SubmissionBecameUnknown',
    data: { from: 'submitting', amount, attempt: 1, reason: 'timed-out' },
  },
  submitted: {
    type: 'PaymentSubmitted',
    data: { from: 'submitting', amount, rail, railReference },
  },
  pending: {
    type: 'PaymentPending',
    data: { from: 'submitted', amount, rail, railReference, evidence: callbackEvidence(1) },
  },
  settled: {
    type: 'PaymentSettled',
    data: { from: 'pending', amount, rail, railReference, evidence: callbackEvidence(2) },
  },
  rejectedByRail: {
    type: 'PaymentRejected',
    data: {
      from: 'pending',
      amount,
      rail,
      rejection: {
        code: 'AC04',
        reason: 'Closed account',
        by: 'rail',
        standardCode: 'account-closed',
        recommendedAction: 'ask-the-customer',
      },
      railReference,
      evidence: callbackEvidence(2),
    },
  },
  rejectedByUs: {
    type: 'PaymentRejected',
    data: {
      from: 'unknown',
      amount,
      rail,
      rejection: {
        code: 'AG09',
        reason: 'The rail never received it',
        by: 'millrace',
        standardCode: 'not-received',
        recommendedAction: 'ask-an-operator',
      },
      evidence: { source: 'status-answer' },
    },
  },
  asked: { type: 'StatusAsked', data: { question: 1, submissionId, because: 'timer' } },
} as const satisfies Readonly<Record<string, PaymentEvent>>

/** When the rail says that something happened. */
export const railTime = '2026-01-01T12:00:00.000Z'

function callbackEvidence(sequence: number): Evidence {
  return { source: 'callback', at: '2026-01-01T12:00:00.000Z', sequence }
}

export const callback = (
  state: RailChange['state'],
  sequence = state === 'pending' ? 1 : 2,
): RecordRailCallback => ({
  type: 'RecordRailCallback',
  data: {
    paymentId,
    callback: {
      eventId: `${submissionId}:${sequence}`,
      submissionId,
      railReference,
      sequence,
      state,
      ...(state === 'rejected' ? { code: 'AC04', reason: 'Closed account' } : {}),
      at: railTime,
    },
  },
})

export const statusAnswer = (
  answer: RailStatus['kind'] | (RailStatus & { kind: 'found' })['state'],
  question = 1,
): RecordStatusAnswer => ({
  type: 'RecordStatusAnswer',
  data: { paymentId, question, answer: railStatus(answer) },
})

const railStatus = (
  answer: RailStatus['kind'] | (RailStatus & { kind: 'found' })['state'],
): RailStatus => {
  switch (answer) {
    case 'unavailable':
      return { kind: 'unavailable', reason: 'timed-out' }
    case 'not-found':
      return { kind: 'not-found' }
    case 'rejected': {
      const told = { code: 'AC04', reason: 'Closed account', at: railTime }
      return { kind: 'found', state: answer, railReference, ...told }
    }
    default: {
      const state = answer === 'found' ? 'pending' : answer
      return { kind: 'found', state, railReference, at: railTime }
    }
  }
}

export const answers = {
  accepted: { kind: 'accepted', railReference },
  rejected: { kind: 'rejected', code: 'AC04', reason: 'Closed account' },
  'not-sent': { kind: 'not-sent', reason: 'connection-refused' },
  ambiguous: { kind: 'ambiguous', reason: 'timed-out' },
  lost: { kind: 'lost', notFoundFinalAfterMs: 2_000 },
  erased: { kind: 'erased', party: 'debtor' },
} as const satisfies Readonly<Record<SubmissionAnswer['kind'], SubmissionAnswer>>

export const submissionAnswer = (
  answer: SubmissionAnswer,
  attempt = 1,
): RecordSubmissionAnswer => ({
  type: 'RecordSubmissionAnswer',
  data: { paymentId, attempt, answer },
})
