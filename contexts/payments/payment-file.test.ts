import { describe, it } from 'vitest'
import { refuse } from '../../kernel/refusal.ts'
import { givenStreams } from '../../testing/decider.ts'
import type { ReceivePaymentFile } from './commands.ts'
import type { PaymentFileEvent } from './events.ts'
import { amount, facts, newPayment } from './examples.ts'
import { receivePaymentFile } from './payment-file.ts'

const fileId = '0193502c-7a5e-8c1d-9f10-000000000001'
const [first, second] = ['a', 'b'].map((digit) => `0193502c-7a5e-8c1d-9f10-00000000000${digit}`)
const payment = { ...newPayment, fileId }
const own = { ...payment, creditorAccountIndex: payment.debtorAccountIndex }

const command: ReceivePaymentFile = {
  type: 'ReceivePaymentFile',
  data: {
    fileId,
    messageId: 'SALARIES-2026-11',
    format: 'pain.001.001.09',
    createdAt: '2026-11-21T08:00:00Z',
    digest: 'digest-1',
    payments: [
      { paymentId: first ?? '', payment },
      { paymentId: second ?? '', payment: own },
    ],
    unreadable: 1,
    problems: [{ path: '/Document', line: 7, code: 'iban-malformed', reason: 'No IBAN.' }],
    problemsTotal: 1,
  },
}

const rejection = facts.notValid.data.rejection
const received: PaymentFileEvent = {
  type: 'PaymentFileReceived',
  data: {
    messageId: 'SALARIES-2026-11',
    format: 'pain.001.001.09',
    createdAt: '2026-11-21T08:00:00Z',
    digest: 'digest-1',
    transactions: 3,
    accepted: 1,
    rejected: 2,
    sums: [{ count: 1, sum: amount }],
    problems: [
      { path: '/Document', line: 7, code: 'iban-malformed', reason: 'No IBAN.' },
      {
        paymentId: second ?? '',
        endToEndId: newPayment.endToEndId,
        code: rejection.code,
        reason: rejection.reason,
      },
    ],
    problemsTotal: 2,
  },
}

describe('when a payment file is received', () => {
  it('takes the file and all its payments in one go, and counts what was accepted', () => {
    givenStreams()
      .when(receivePaymentFile, command)
      .expect({
        [`file-${fileId}`]: [received],
        [`payment-${first}`]: [{ type: 'PaymentReceived', data: payment }, facts.validated],
        [`payment-${second}`]: [{ type: 'PaymentReceived', data: own }, facts.notValid],
      })
  })

  it('changes nothing when the same file comes again', () => {
    givenStreams({ [`file-${fileId}`]: [received] })
      .when(receivePaymentFile, command)
      .expect({})
  })

  it('is refused when another file has used its message id', () => {
    const other = { ...command, data: { ...command.data, digest: 'digest-2' } }
    givenStreams({ [`file-${fileId}`]: [received] })
      .when(receivePaymentFile, other)
      .expect(refuse('message-id-reused'))
  })

  it('is refused whole when one of its payments exists already', () => {
    givenStreams({ [`payment-${first}`]: [facts.received] })
      .when(receivePaymentFile, command)
      .expect(refuse('payment-exists'))
  })

  it('keeps the first problems and counts them all', () => {
    const problem = { code: 'iban-malformed', reason: 'No IBAN.' }
    const many = Array.from({ length: 100 }, () => problem)
    const data = { ...command.data, problems: many, problemsTotal: 250, unreadable: 250 }
    givenStreams()
      .when(receivePaymentFile, { ...command, data: { ...data, payments: [] } })
      .expect({
        [`file-${fileId}`]: [
          {
            type: 'PaymentFileReceived',
            data: {
              ...received.data,
              transactions: 250,
              accepted: 0,
              rejected: 250,
              sums: [],
              problems: many,
              problemsTotal: 250,
            },
          },
        ],
      })
  })
})
