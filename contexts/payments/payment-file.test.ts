import { describe, expect, it } from 'vitest'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { givenStreams } from '../../testing/decider.ts'
import { testTime } from '../../testing/facts.ts'
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

describe('when an order stands in a file twice', () => {
  const firstId = '0193502c-7a5e-8c1d-9f10-0000000000ff'
  const order = { firstId, withinMs: 86_400_000 }
  const orderIndex = 'reference-1'
  const withPayments = (...payments: readonly object[]): ReceivePaymentFile => ({
    ...command,
    data: {
      ...command.data,
      unreadable: 0,
      problems: [],
      problemsTotal: 0,
      payments: payments.map((more, place) => ({
        paymentId: [first, second][place] ?? '',
        payment: { ...payment, orderIndex, placeInFile: place + 1, ...more },
        order,
      })),
    },
  })
  const decide = (of: ReceivePaymentFile) => {
    const reads = receivePaymentFile.reads(of)
    const states = reads.map(({ entity }) => entity.initialState as unknown)
    const further = receivePaymentFile.readsThen?.(of, states, { now: testTime }) ?? []
    const all = [...states, ...further.map(({ entity }) => entity.initialState as unknown)]
    const decision = receivePaymentFile.decide(of, all, { now: testTime })
    if (isRefusal(decision)) throw new Error(decision.refused)
    return decision.map(({ stream, events }) => [stream, events.map(({ type }) => type)])
  }

  it('is one payment, and a duplicate', () => {
    expect(decide(withPayments({}, {}))).toEqual([
      [`file-${fileId}`, ['PaymentFileReceived']],
      [`payment-${firstId}`, ['PaymentReceived', 'PaymentValidated']],
    ])
  })

  it('is taken the second time where the first was rejected on receipt', () => {
    expect(decide(withPayments({ creditorAccountIndex: 'payer' }, {}))).toEqual([
      [`file-${fileId}`, ['PaymentFileReceived']],
      [`payment-${firstId}`, ['PaymentReceived', 'PaymentRejected']],
      [`payment-${second}`, ['PaymentReceived', 'PaymentValidated']],
      [`reference-${orderIndex}`, ['OrderClaimed']],
    ])
  })
})
