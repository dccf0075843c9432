import { describe, expect, it } from 'vitest'
import { given } from '../../testing/decider.ts'
import { testTime } from '../../testing/facts.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import type { PaymentCommand } from './commands.ts'
import type { PaymentEvent } from './events.ts'
import {
  amount,
  answers,
  callback,
  facts,
  newPayment,
  paymentId,
  rail,
  railReference,
  railTime,
  receive,
  statusAnswer,
  submissionAnswer,
  submissionId,
  submitBefore,
  windowMs,
} from './examples.ts'
import { paymentDecider as payment } from './payment.ts'

const start = (attempt = 1): PaymentCommand => ({
  type: 'StartSubmission',
  data: { paymentId, attempt, windowMs },
})
const retry = (attempt = 2): PaymentCommand => ({
  type: 'RetrySubmission',
  data: { paymentId, attempt },
})
const ask: PaymentCommand = { type: 'AskForStatus', data: { paymentId } }
const resume: PaymentCommand = { type: 'ResumePayment', data: { paymentId } }
const askOperator: PaymentCommand = {
  type: 'AskOperator',
  data: { paymentId, because: 'unknown-too-long' },
}

const { received, validated, started } = facts
const waiting = [received, validated, started, facts.notSent]
const dueAgain = [...waiting, facts.dueAgain]
const submitting = [received, validated, started]
const unknown = [...submitting, facts.becameUnknown]
const submitted = [...submitting, facts.submitted]
const pending = [...submitted, facts.pending]
const settled = [...pending, facts.settled]
const rejected = [...pending, facts.rejectedByRail]
const rejectedByUs = [...unknown, facts.asked, facts.rejectedByUs]

const byCallback = (sequence: number) => ({ source: 'callback', at: railTime, sequence }) as const
const byStatusAnswer = { source: 'status-answer', at: railTime } as const

describe('when a payment is asked for', () => {
  it('is received and validated', () => {
    given(payment).when(receive).expect([received, validated])
  })

  it('is received once', () => {
    given(payment, [received, validated]).when(receive).expect(refuse('payment-exists'))
  })

  it('is received and rejected when both accounts are the same', () => {
    const own = { ...newPayment, creditorAccountIndex: newPayment.debtorAccountIndex }
    given(payment)
      .when({ type: 'ReceivePayment', data: { paymentId, payment: own } })
      .expect([{ type: 'PaymentReceived', data: own }, facts.notValid])
  })

  it('is received and rejected for what the edge found in the sealed text', () => {
    const unfit = { code: 'RR07', reason: 'Too long', by: 'validation' } as const
    given(payment)
      .when({ type: 'ReceivePayment', data: { paymentId, payment: newPayment, unfit } })
      .expect([
        received,
        { type: 'PaymentRejected', data: { from: 'received', amount, rejection: unfit } },
      ])
  })
})

describe('when a payment is validated', () => {
  it('starts its submission before the rail is called', () => {
    given(payment, [received, validated]).when(start()).expect([started])
  })

  it('starts only the attempt that is due', () => {
    given(payment, [received, validated])
      .when(start(2))
      .expect(refuse('submission-not-due', { dueAttempt: 1 }))
  })

  it('knows of no submission that the rail could speak of', () => {
    given(payment, [received, validated])
      .when(callback('settled'))
      .expect(refuse('submission-unknown'))
  })
})

describe('when a submission is under way', () => {
  it('is submitted once the rail has accepted it', () => {
    given(payment, submitting).when(submissionAnswer(answers.accepted)).expect([facts.submitted])
  })

  it('is rejected when the rail refuses it', () => {
    given(payment, submitting)
      .when(submissionAnswer(answers.rejected))
      .expect([
        {
          type: 'PaymentRejected',
          data: {
            from: 'submitting',
            amount,
            rail,
            rejection: facts.rejectedByRail.data.rejection,
            evidence: { source: 'submission-answer' },
          },
        },
      ])
  })

  it('is validated again, and waits, when the rail certainly does not have it', () => {
    given(payment, submitting).when(submissionAnswer(answers['not-sent'])).expect([facts.notSent])
  })

  it('is unknown when the answer was lost, with the instant from which not-found is final', () => {
    const notFoundFinalAt = '2026-01-01T12:00:12.000Z'
    given(payment, submitting)
      .when(submissionAnswer({ ...answers.ambiguous, notFoundFinalAt }))
      .expect([
        {
          type: 'SubmissionBecameUnknown',
          data: { from: 'submitting', amount, attempt: 1, reason: 'timed-out', notFoundFinalAt },
        },
      ])
  })

  it('is unknown when nobody knows whether the call was made, for as long as it may be under way', () => {
    const became = (promise: { notFoundFinalAt?: string }): PaymentEvent => ({
      type: 'SubmissionBecameUnknown',
      data: { from: 'submitting', amount, attempt: 1, reason: 'answer-lost', ...promise },
    })
    given(payment, submitting)
      .when(submissionAnswer(answers.lost))
      .expect([became({ notFoundFinalAt: '2026-01-01T12:00:12.000Z' })])
    given(payment, submitting)
      .when(submissionAnswer({ kind: 'lost' }))
      .expect([became({})])
  })

  it('is rejected by us when the payer was erased before it was handed over', () => {
    given(payment, submitting)
      .when(submissionAnswer(answers.erased))
      .expect([
        {
          type: 'PaymentRejected',
          data: {
            from: 'submitting',
            amount,
            rail,
            rejection: {
              code: 'payer-erased',
              reason: 'The data of the payer was erased',
              by: 'millrace',
              standardCode: 'party-erased',
              recommendedAction: 'do-not-retry',
            },
          },
        },
      ])
  })

  it('believes a callback that is faster than the answer', () => {
    given(payment, submitting)
      .when(callback('settled'))
      .expect([
        {
          type: 'PaymentSettled',
          data: { from: 'submitting', amount, rail, railReference, evidence: byCallback(2) },
        },
      ])
  })

  it('takes no answer to another attempt', () => {
    given(payment, submitting)
      .when(submissionAnswer(answers.accepted, 2))
      .expect(refuse('submission-not-current', { attempt: 1 }))
  })
})

describe('when a submission certainly did not arrive', () => {
  it('is tried again under the same id when its time has come', () => {
    given(payment, waiting).when(retry()).expect([facts.dueAgain])
    given(payment, dueAgain)
      .when(start(2))
      .expect([
        {
          type: 'SubmissionStarted',
          data: { from: 'validated', amount, rail, submissionId, attempt: 2, submitBefore },
        },
      ])
  })

  it('is not called for twice by a timer that comes late', () => {
    given(payment, dueAgain)
      .when(retry())
      .expect(refuse('submission-not-due', { status: 'waiting' }))
  })

  it('is tried at once when an operator resumes it', () => {
    given(payment, waiting)
      .when(resume)
      .expect([{ type: 'SubmissionDue', data: { attempt: 2, because: 'operator' } }])
  })

  it('asks an operator once', () => {
    const command: PaymentCommand = {
      type: 'AskOperator',
      data: { paymentId, because: 'attempts-used-up' },
    }
    const asked = { type: 'OperatorAsked', data: { because: 'attempts-used-up' } } as const
    given(payment, waiting).when(command).expect([asked])
    given(payment, [...waiting, asked])
      .when(command)
      .expect(refuse('nothing-to-ask', { status: 'waiting' }))
  })

  it('believes the rail when it has it after all', () => {
    given(payment, waiting)
      .when(callback('settled'))
      .expect([
        {
          type: 'PaymentSettled',
          data: { from: 'validated', amount, rail, railReference, evidence: byCallback(2) },
        },
      ])
  })
})

describe('when a submission is unknown', () => {
  const asked = [...unknown, { ...facts.asked, time: testTime }]

  it('is never submitted again', () => {
    given(payment, unknown)
      .when(start(2))
      .expect(refuse('submission-not-due', { status: 'unknown' }))
    given(payment, unknown)
      .when(retry(2))
      .expect(refuse('submission-not-due', { status: 'unknown' }))
  })

  it('is asked about', () => {
    given(payment, unknown).when(ask).expect([facts.asked])
  })

  it('asks the rail at once when a callback comes, and does not believe the callback itself', () => {
    given(payment, unknown)
      .when(callback('settled'))
      .expect([{ ...facts.asked, data: { ...facts.asked.data, because: 'callback' } }])
    given(payment, asked).when(callback('settled')).expect([])
  })

  it.each(['settled', 'pending'] as const)(
    'is %s when the rail says so on being asked',
    (state) => {
      const type = state === 'settled' ? 'PaymentSettled' : 'PaymentPending'
      given(payment, asked)
        .when(statusAnswer(state))
        .expect([
          {
            type,
            data: { from: 'unknown', amount, rail, railReference, evidence: byStatusAnswer },
          },
        ])
    },
  )

  it.each([
    ['rejected', facts.rejectedByRail.data.rejection],
    [
      'cancelled',
      {
        code: 'CANC',
        reason: 'Cancelled at the rail',
        by: 'rail',
        standardCode: 'cancelled',
        recommendedAction: 'do-not-retry',
      },
    ],
  ] as const)('is rejected when the rail says on being asked that it is %s', (state, rejection) => {
    given(payment, asked)
      .when(statusAnswer(state))
      .expect([
        {
          type: 'PaymentRejected',
          data: {
            from: 'unknown',
            amount,
            rail,
            rejection,
            railReference,
            evidence: byStatusAnswer,
          },
        },
      ])
  })

  const answered = (answer: 'not-found' | 'unavailable', reason?: string) =>
    ({
      type: 'StatusAnswered',
      data: {
        question: 1,
        status: 'unknown',
        askedInStatus: 1,
        answer,
        ...(reason ? { reason } : {}),
      },
    }) as const

  it('stays unknown when the rail does not have it and promises nothing', () => {
    given(payment, asked)
      .when(statusAnswer('not-found'))
      .expect([answered('not-found')])
  })

  it('stays unknown when nothing was learnt', () => {
    given(payment, asked)
      .when(statusAnswer('unavailable'))
      .expect([answered('unavailable', 'timed-out')])
  })

  it('is rejected by us when not-found was asked for no earlier than it is final', () => {
    const promised = (offsetMs: number): PaymentEvent => ({
      ...facts.becameUnknown,
      data: {
        ...facts.becameUnknown.data,
        notFoundFinalAt: new Date(testTime + offsetMs).toISOString(),
      },
    })
    given(payment, [...submitting, promised(0), facts.asked])
      .when(statusAnswer('not-found'))
      .expect([facts.rejectedByUs])
    given(payment, [...submitting, promised(1), facts.asked])
      .when(statusAnswer('not-found'))
      .expect([answered('not-found')])
  })

  it('judges not-found by when it was asked, however late the answer is recorded', () => {
    const promised: PaymentEvent = {
      ...facts.becameUnknown,
      data: {
        ...facts.becameUnknown.data,
        notFoundFinalAt: new Date(testTime + 1_000).toISOString(),
      },
    }
    given(payment, [...submitting, promised, facts.asked])
      .at(testTime + 60_000)
      .when(statusAnswer('not-found'))
      .expect([answered('not-found')])
  })

  it('is asked about again once the answer was that the rail works on it', () => {
    const answered: PaymentEvent = {
      type: 'PaymentPending',
      data: { from: 'unknown', amount, rail, railReference, evidence: byStatusAnswer },
    }
    given(payment, [...asked, answered])
      .when(ask)
      .expect([{ ...facts.asked, data: { ...facts.asked.data, question: 2, railReference } }])
  })

  it('asks an operator when it stays unknown, and still nobody submits it', () => {
    const operator = { type: 'OperatorAsked', data: { because: 'unknown-too-long' } } as const
    given(payment, unknown).when(askOperator).expect([operator])
    given(payment, [...unknown, operator])
      .when(resume)
      .expect([{ ...facts.asked, data: { ...facts.asked.data, because: 'operator' } }])
  })
})

describe('when the rail has it', () => {
  const asked = (...before: PaymentEvent[]): PaymentEvent[] => [
    ...before,
    { ...facts.asked, data: { ...facts.asked.data, railReference } },
  ]

  it('follows the callbacks to the end', () => {
    given(payment, submitted).when(callback('pending')).expect([facts.pending])
    given(payment, pending).when(callback('settled')).expect([facts.settled])
    given(payment, pending).when(callback('rejected')).expect([facts.rejectedByRail])
  })

  it('takes the end before the beginning when callbacks overtake each other', () => {
    given(payment, submitted)
      .when(callback('settled'))
      .expect([{ ...facts.settled, data: { ...facts.settled.data, from: 'submitted' } }])
    given(payment, settled).when(callback('pending')).expect([])
  })

  it('refuses a callback about another reference', () => {
    const { data, type } = callback('settled')
    given(payment, pending)
      .when({
        type,
        data: { ...data, callback: { ...data.callback, railReference: 'RAIL-0002' } },
      })
      .expect(refuse('rail-reference-differs'))
  })

  it('asks by its reference, one question at a time', () => {
    given(payment, pending).when(ask).expect(asked().slice(0, 1))
    given(payment, asked(...pending))
      .when(ask)
      .expect(refuse('question-open'))
  })

  it('records an answer that changes nothing, because the next question hangs on it', () => {
    given(payment, asked(...pending))
      .when(statusAnswer('pending'))
      .expect([
        {
          type: 'StatusAnswered',
          data: { question: 1, status: 'pending', askedInStatus: 1, answer: 'pending' },
        },
      ])
  })

  it('keeps a not-found as a contradiction', () => {
    const story = asked(...pending)
    given(payment, story)
      .when(statusAnswer('not-found'))
      .expect([
        {
          type: 'RailContradicted',
          data: { status: 'pending', claimed: 'not-found', evidence: { source: 'status-answer' } },
        },
        {
          type: 'StatusAnswered',
          data: { question: 1, status: 'pending', askedInStatus: 1, answer: 'not-found' },
        },
      ])
  })

  it('keeps a submission answer that cannot be as a contradiction', () => {
    const byCallbackFirst = [
      ...submitting,
      { ...facts.pending, data: { ...facts.pending.data, from: 'submitting' } } as const,
    ]
    given(payment, byCallbackFirst).when(submissionAnswer(answers.accepted)).expect([])
    given(payment, byCallbackFirst)
      .when(submissionAnswer(answers['not-sent']))
      .expect([
        {
          type: 'RailContradicted',
          data: {
            status: 'pending',
            claimed: 'not-sent',
            evidence: { source: 'submission-answer' },
          },
        },
      ])
  })
})

describe('when it is over', () => {
  const contradicted = (status: 'settled' | 'rejected', claimed: 'settled' | 'rejected') =>
    ({
      type: 'RailContradicted',
      data: {
        status,
        claimed,
        railReference,
        ...(claimed === 'rejected' ? { code: 'AC04' } : {}),
        evidence: byCallback(3),
      },
    }) as const

  it('stays settled whatever the rail says, and keeps that it said so, once', () => {
    const contradiction = contradicted('settled', 'rejected')
    given(payment, settled).when(callback('rejected', 3)).expect([contradiction])
    given(payment, [...settled, contradiction])
      .when(callback('rejected', 4))
      .expect([])
    given(payment, settled).when(callback('settled', 3)).expect([])
  })

  it('stays rejected whatever the rail says, and keeps that it said so', () => {
    given(payment, rejected)
      .when(callback('settled', 3))
      .expect([contradicted('rejected', 'settled')])
    given(payment, rejected).when(callback('rejected')).expect([])
    given(payment, rejected).when(callback('pending')).expect([])
  })

  it('is contradicted even by pending where the rail was believed not to have it', () => {
    given(payment, rejectedByUs)
      .when(callback('pending', 3))
      .expect([
        {
          type: 'RailContradicted',
          data: { status: 'rejected', claimed: 'pending', railReference, evidence: byCallback(3) },
        },
      ])
  })
})

describe('every command in every state', () => {
  const stories = {
    none: [],
    received: [received],
    validated: [received, validated],
    waiting,
    dueAgain,
    submitting,
    unknown,
    'unknown, asked': [...unknown, facts.asked],
    submitted,
    pending,
    'pending, asked': [...pending, facts.asked],
    settled,
    rejected,
    'rejected by us': rejectedByUs,
    'not valid': [received, facts.notValid],
  } as const satisfies Readonly<Record<string, readonly PaymentEvent[]>>

  const commands = [
    receive,
    start(1),
    start(2),
    submissionAnswer(answers.accepted),
    submissionAnswer(answers.ambiguous),
    retry(2),
    callback('pending'),
    callback('settled'),
    callback('rejected'),
    ask,
    statusAnswer('settled'),
    statusAnswer('not-found'),
    askOperator,
    resume,
  ] as const

  // One column for each command above. A word with a capital is an event, any other a refusal, - is nothing.
  const table = `
none            | Received+Validated payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown
received        | payment-exists submission-not-due submission-not-due submission-not-current submission-not-current submission-not-due submission-unknown submission-unknown submission-unknown nothing-to-ask question-unknown question-unknown nothing-to-ask nothing-to-resume
validated       | payment-exists Started submission-not-due submission-not-current submission-not-current submission-not-due submission-unknown submission-unknown submission-unknown nothing-to-ask question-unknown question-unknown nothing-to-ask nothing-to-resume
waiting         | payment-exists submission-not-due submission-not-due submission-not-current submission-not-current Due Pending Settled Rejected nothing-to-ask question-unknown question-unknown nothing-to-ask Due
dueAgain        | payment-exists submission-not-due Started submission-not-current submission-not-current submission-not-due Pending Settled Rejected nothing-to-ask question-unknown question-unknown nothing-to-ask nothing-to-resume
submitting      | payment-exists submission-not-due submission-not-due Submitted BecameUnknown submission-not-due Pending Settled Rejected nothing-to-ask question-unknown question-unknown nothing-to-ask nothing-to-resume
unknown         | payment-exists submission-not-due submission-not-due submission-not-current submission-not-current submission-not-due Asked Asked Asked Asked question-unknown question-unknown OperatorAsked Asked
unknown, asked  | payment-exists submission-not-due submission-not-due submission-not-current submission-not-current submission-not-due - - - question-open Settled Answered OperatorAsked nothing-to-resume
submitted       | payment-exists submission-not-due submission-not-due submission-not-current submission-not-current submission-not-due Pending Settled Rejected Asked question-unknown question-unknown nothing-to-ask Asked
pending         | payment-exists submission-not-due submission-not-due - - submission-not-due - Settled Rejected Asked question-unknown question-unknown nothing-to-ask Asked
pending, asked  | payment-exists submission-not-due submission-not-due - - submission-not-due - Settled Rejected question-open Settled RailContradicted+Answered nothing-to-ask nothing-to-resume
settled         | payment-exists submission-not-due submission-not-due - - submission-not-due - - RailContradicted nothing-to-ask - RailContradicted nothing-to-ask nothing-to-resume
rejected        | payment-exists submission-not-due submission-not-due - - submission-not-due - RailContradicted - nothing-to-ask RailContradicted - nothing-to-ask nothing-to-resume
rejected by us  | payment-exists submission-not-due submission-not-due RailContradicted - submission-not-due RailContradicted RailContradicted - nothing-to-ask RailContradicted - nothing-to-ask nothing-to-resume
not valid       | payment-exists submission-not-due submission-not-due submission-not-current submission-not-current submission-not-due submission-unknown submission-unknown submission-unknown nothing-to-ask question-unknown question-unknown nothing-to-ask nothing-to-resume
`
  const rows = table
    .trim()
    .split('\n')
    .map((line) => {
      const [story = '', cells = ''] = line.split('|')
      return { story: story.trim() as keyof typeof stories, cells: cells.trim().split(/\s+/) }
    })

  const result = (story: readonly PaymentEvent[], command: PaymentCommand): string => {
    const state = story.reduce(
      (before, event) => payment.evolve(before, { ...event, time: testTime }),
      payment.initialState,
    )
    const decided = payment.decide(command, state, { now: testTime })
    if (isRefusal(decided)) return decided.refused
    return decided.map(({ type }) => shortened(type)).join('+') || '-'
  }
  const shortened = (type: string) => type.replace(/^(Payment|Submission|Status)/, '')

  it.each(rows)('when $story', ({ story, cells }) => {
    expect(commands.map((command) => result(stories[story], command))).toEqual(cells)
  })

  it('speaks of every state', () => {
    expect(rows.map(({ story }) => story)).toEqual(Object.keys(stories))
  })
})
