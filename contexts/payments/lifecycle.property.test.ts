import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CommandDefinition, StreamRead } from '../../kernel/decider.ts'
import { catalogueOf } from '../../kernel/event-schema.ts'
import { compare, isNegative, money } from '../../kernel/money.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { testTime } from '../../testing/facts.ts'
import type { PaymentCommand } from './commands.ts'
import type { PaymentStatus } from './contract.ts'
import { events as schemas, paymentEvents, type PaymentEvent } from './events.ts'
import { answers, newPayment, paymentId, railReference, railTime, windowMs } from './examples.ts'
import {
  capturedOf,
  disputedOf,
  heldOf,
  refundableOf,
  type KnownPayment,
  type Payment,
} from './payment-parts.ts'
import type { Account } from './journal/account.ts'
import { paymentPostings } from './journal/payment-postings.ts'
import { addBalances, changesOn, reservedOf, type Balances } from './journal/sums.ts'
import { usedOfPayment } from './limits/used-of-payment.ts'
import { paymentDefinition } from './payment-definition.ts'
import { paymentCommands, paymentDecider, paymentStream } from './payment.ts'
import { statusChangeOf } from './status-change.ts'
import { submissionIdOf, transferNumberOf } from './transfers/transfer-events.ts'

/* Anything that can be asked of a payment, in any order, by people, timers, and a rail that says what it likes. */

const eur = (units: number) => money(BigInt(units), 'EUR')
const catalogue = catalogueOf(schemas)

const transfer = fc.constantFrom(1, 1, 1, 2, 2, 3)
const units = fc.integer({ min: 1, max: 12_345 })
const amount = fc.option(units.map(eur), { nil: undefined })
const command = <C extends PaymentCommand>(type: C['type'], data: object): C =>
  ({ type, data: { paymentId, ...data } }) as unknown as C
const optional = (field: string, value: unknown) => (value === undefined ? {} : { [field]: value })

const shortOfFunds = { kind: 'rejected', code: 'AM04', reason: 'No funds' } as const

/** Now and then what is above EUR 50.00 needs somebody else. */
const fourEyes = fc.constantFrom(
  {},
  {},
  { fourEyes: { above: { EUR: '5000' }, proposedBy: 'user:1', withinMs: 3_600_000 } },
)

const told = {
  railReference,
  at: railTime,
}

const asked: fc.Arbitrary<PaymentCommand> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({ transfer, attempt: fc.constantFrom(1, 1, 2) })
      .map((data) => command('StartSubmission', { ...data, windowMs })),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        transfer,
        fc.integer({ min: 1, max: 2 }),
        fc.constantFrom(
          answers.accepted,
          answers.accepted,
          shortOfFunds,
          ...Object.values(answers),
        ),
      )
      .map(([number, attempt, answer]) =>
        command('RecordSubmissionAnswer', { transfer: number, attempt, answer }),
      ),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        transfer,
        fc.constantFrom(
          'pending',
          'pending',
          'settled',
          'settled',
          'settled',
          'rejected',
          'cancelled',
          'returned',
        ),
      )
      .map(([number, state]) =>
        command('RecordRailCallback', {
          callback: {
            ...told,
            eventId: 'e',
            submissionId: submissionIdOf(paymentId, number),
            sequence: 1,
            state,
          },
        }),
      ),
  },
  fc
    .tuple(transfer, fc.constantFrom('opened', 'won', 'lost'), fc.constantFrom('D1', 'D2'), units)
    .map(([number, dispute, disputeReference, minorUnits]) =>
      command('RecordRailCallback', {
        callback: {
          ...told,
          eventId: 'e',
          submissionId: submissionIdOf(paymentId, number),
          dispute,
          disputeReference,
          amount: eur(minorUnits),
          reasonCode: '4853',
        },
      }),
    ),
  transfer.map((number) => command('AskForStatus', { transfer: number })),
  fc
    .tuple(transfer, fc.constantFrom('pending', 'settled', 'rejected', 'returned'))
    .map(([number, state]) =>
      command('RecordStatusAnswer', {
        transfer: number,
        question: 1,
        answer: { kind: 'found', state, ...told },
      }),
    ),
  transfer.map((number) => command('RetryPayment', { transfer: number })),
  fc
    .constantFrom({}, { reason: { note: 'Looked', resolvedBy: 'user:1' } })
    .map((data) => command('GiveUpPayment', data)),
  fc.constant(command('ResolveAttention', { note: 'Looked', resolvedBy: 'user:1' })),
  transfer.map((number) => command('RetrySubmission', { transfer: number, attempt: 2 })),
  fc
    .record({ transfer, until: fc.constantFrom(undefined, ...Array<string>(9).fill(railTime)) })
    .map((data) =>
      command('DeferSubmission', {
        transfer: data.transfer,
        attempt: 1,
        rails: ['simulated'],
        rejection: { code: 'AM13', reason: 'Beyond', by: 'millrace' },
        ...optional('until', data.until),
      }),
    ),
  fc
    .constantFrom('user:1', 'user:2')
    .map((approvedBy) => command('ApprovePayment', { approvedBy })),
  fc.constant(command('DenyPayment', { deniedBy: 'user:2', reason: 'No' })),
  fc.constant(command('ExpireApproval', {})),
  fc.constant(command('ReleasePayment', {})),
  fc.constant(command('CancelPayment', { cancelledBy: 'user:1' })),
  transfer.chain((number) =>
    fc
      .constantFrom('capture', 'refund')
      .map((kind) => command('CancelTransfer', { transfer: number, kind, cancelledBy: 'user:1' })),
  ),
  fc
    .tuple(
      fc.integer({ min: 1, max: 2 }),
      fc.constantFrom(
        { kind: 'cancelled', railReference },
        { kind: 'too-late', state: 'settled' },
        { kind: 'not-found' },
        { kind: 'unavailable', reason: 'timed-out' },
      ),
    )
    .map(([cancellation, answer]) => command('RecordCancellationAnswer', { cancellation, answer })),
  {
    weight: 3,
    arbitrary: fc
      .record({ amount, final: fc.boolean(), eyes: fourEyes })
      .map(({ amount: wanted, final, eyes }) =>
        command('CapturePayment', { ...optional('amount', wanted), final, ...eyes }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(transfer, fc.constantFrom('user:1', 'user:2'))
      .map(([number, approvedBy]) => command('ApproveProposal', { transfer: number, approvedBy })),
  },
  fc
    .tuple(transfer, fc.constantFrom('DenyProposal', 'WithdrawProposal', 'ExpireProposal'))
    .map(([number, type]) =>
      command(type as PaymentCommand['type'], {
        transfer: number,
        deniedBy: 'user:2',
        reason: 'No',
        withdrawnBy: 'user:1',
      }),
    ),
  fc.constant(command('VoidPayment', {})),
  fc.constant(command('ExpirePaymentHold', {})),
  {
    weight: 3,
    arbitrary: fc.tuple(amount, fourEyes).map(([wanted, eyes]) =>
      command('RefundPayment', {
        ...optional('amount', wanted),
        reason: 'duplicate',
        requestedBy: 'user:1',
        ...eyes,
      }),
    ),
  },
  amount.map((wanted) =>
    command('OpenDispute', {
      ...optional('amount', wanted),
      reasonCode: '4853',
      openedBy: 'user:1',
    }),
  ),
  fc
    .tuple(fc.integer({ min: 1, max: 2 }), fc.constantFrom('won', 'lost'))
    .map(([dispute, outcome]) =>
      command('DecideDispute', { dispute, outcome, decidedBy: 'user:1' }),
    ),
  fc.constant(command('ResumePayment', {})),
)

const beginning = fc
  .record({
    captureMode: fc.constantFrom('automatic', 'manual'),
    scheduledFor: fc.option(fc.constant('2026-01-01T12:30:00.000Z'), { nil: undefined, freq: 4 }),
    approval: fc.boolean(),
  })
  .map(({ captureMode, scheduledFor, approval }) =>
    command('ReceivePayment', {
      payment: {
        ...newPayment,
        captureMode,
        ...(captureMode === 'automatic' ? { retry: { triesMax: 2, withinMs: 864_000_000 } } : {}),
        ...optional('scheduledFor', scheduledFor),
      },
      ...(approval
        ? { approval: { above: eur(100), proposedBy: 'user:1', withinMs: 3_600_000 } }
        : {}),
    }),
  )

interface Step {
  readonly event: PaymentEvent
  readonly before: Payment
  readonly after: Payment
}

/** Everything that was accepted; time goes on by a day at some of the steps. */
const live = (first: PaymentCommand, others: readonly (readonly [PaymentCommand, number])[]) => {
  let state: Payment = paymentDecider.initialState
  let now = testTime
  const steps: Step[] = []
  for (const [next, passesMs] of [[first, 0] as const, ...others]) {
    now += passesMs
    const decided = paymentDecider.decide(next, state, { now })
    if (isRefusal(decided)) continue
    for (const event of decided) {
      catalogue.check(event.type, event.data)
      const before = state
      state = paymentDecider.evolve(state, { ...event, time: now })
      steps.push({ event, before, after: state })
    }
  }
  return { state, steps }
}

/** Mostly nothing; now and then an hour, seldom more than a hold lasts. */
const passing = fc.oneof(
  { weight: 60, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.constant(3_600_000) },
  { weight: 1, arbitrary: fc.constant(8 * 86_400_000) },
)

const story = fc.tuple(
  beginning,
  fc.array(fc.tuple(asked, passing), { minLength: 30, maxLength: 90, size: 'max' }),
)

const runs = { numRuns: 600 }

/** The first story of many in which it does not hold, or undefined. */
const counterexample = (holds: (steps: readonly Step[]) => boolean): unknown => {
  const property = fc.property(story, ([first, others]) => holds(live(first, others).steps))
  return fc.check(property, runs).counterexample ?? undefined
}
const exceptAt = (holds: (step: Step) => boolean) =>
  counterexample((steps) => steps.every((step) => holds(step)))

const known = (payment: Payment): KnownPayment | undefined =>
  payment.status === 'none' ? undefined : payment

const final: ReadonlySet<PaymentStatus> = new Set([
  'rejected',
  'denied',
  'cancelled',
  'voided',
  'expired',
  'failed',
])

const staysFinal = (before: KnownPayment, after: KnownPayment): boolean =>
  (!final.has(before.status) || after.status === before.status) &&
  before.transfers.every(({ status }, index) => {
    const now = after.transfers[index]?.status
    if (status === 'settled') return now === 'settled' || now === 'returned'
    return (status !== 'rejected' && status !== 'returned') || now === status
  })

const purse = 'purse'

/** The same life, paid from a guarded account: what the account decides on, and what the books say of it. */
const fundedLife = (
  first: PaymentCommand,
  others: readonly (readonly [PaymentCommand, number])[],
) => {
  const { payment } = first.data as { payment: object }
  const received = command('ReceivePayment', {
    ...first.data,
    payment: { ...payment, fundingAccount: purse },
    decidesFunding: true,
  })
  const opened = { status: 'open', kind: 'guarded' } as const
  const holdings = { EUR: { posted: '0', reserved: '0', overdraft: '99999' } }
  const states = new Map<string, unknown>([[`account-${purse}`, { ...opened, holdings }]])
  let booked: Balances = {}
  let now = testTime
  return [[received, 0] as const, ...others].map(([next, passesMs]) => {
    now += passesMs
    const definition: CommandDefinition =
      next.type === 'DeferSubmission' ? deferring : (paymentCommands[next.type] as never)
    const stateOf = ({ stream, entity }: StreamRead): unknown =>
      states.get(stream) ?? (entity.initialState as unknown)
    const reads = definition.reads(next)
    const further = definition.readsThen?.(next, reads.map(stateOf), { now }) ?? []
    const all = [...reads, ...further]
    const decided = definition.decide(next, all.map(stateOf), { now })
    if (!isRefusal(decided))
      for (const { stream, events } of decided)
        for (const event of events) {
          catalogue.check(event.type, event.data)
          const read = all.find((one) => one.stream === stream)
          if (!read) throw new Error(`${stream} was written and not read`)
          states.set(stream, read.entity.evolve(stateOf(read), { ...event, time: now }))
          if (event.type in paymentEvents)
            booked = addBalances(booked, changesOn(purse, paymentPostings(event as PaymentEvent)))
        }
    return { account: states.get(`account-${purse}`) as Account, booked }
  })
}

const deferring = paymentDefinition(paymentDecider, 'DeferSubmission', paymentStream) as never

/** Begins, or goes on with, a transfer at a rail. */
const isOfRail = /^(Submission|Capture|Refund|Status)(?!Proposed)/

describe('whatever is asked of a payment, in whatever order', () => {
  it('never captures more than was authorised, and holds what is left and nothing else', () => {
    const found = exceptAt(({ after }) => {
      const payment = known(after)
      if (!payment) return true
      return compare(capturedOf(payment), payment.amount) <= 0 && !isNegative(heldOf(payment))
    })
    expect(found).toBeUndefined()
  })

  it('never gives back more than has settled', () => {
    const found = exceptAt(({ event, after }) => {
      const payment = known(after)
      return event.type !== 'RefundRequested' || !payment || !isNegative(refundableOf(payment))
    })
    expect(found).toBeUndefined()
  })

  it('never disputes more than the rail may have moved', () => {
    const found = exceptAt(({ event, after }) => {
      const payment = known(after)
      return (
        event.type !== 'DisputeOpened' ||
        !payment ||
        compare(disputedOf(payment), payment.amount) <= 0
      )
    })
    expect(found).toBeUndefined()
  })

  it('never leaves a final state, of the payment or of one of its transfers', () => {
    const found = exceptAt(({ before, after }) => {
      const [earlier, later] = [known(before), known(after)]
      return !earlier || !later || staysFinal(earlier, later)
    })
    expect(found).toBeUndefined()
  })

  it('hands each transfer over at most once, unless it certainly did not arrive', () => {
    const found = counterexample((steps) => {
      const mayHaveArrived = new Set<number>()
      return steps.every(({ event }) => {
        const number = transferNumberOf(event.data)
        if (event.type === 'SubmissionNotSent') mayHaveArrived.delete(number)
        if (event.type !== 'SubmissionStarted') return true
        const isFirst = !mayHaveArrived.has(number)
        mayHaveArrived.add(number)
        return isFirst
      })
    })
    expect(found).toBeUndefined()
  })

  it('has one transfer of its own at a time: another one follows on a rejected one alone', () => {
    const found = exceptAt(({ after }) => {
      const own = known(after)?.transfers.filter(({ kind }) => kind === 'payment') ?? []
      return own.slice(0, -1).every(({ status }) => status === 'rejected')
    })
    expect(found).toBeUndefined()
  })

  it('moves no money before somebody other than its proposer has approved it', () => {
    const found = counterexample((steps) => {
      let waits = false
      return steps.every(({ event: { type, data } }) => {
        if (type === 'ApprovalRequested') waits = true
        if (type === 'PaymentApproved') waits = data.approvedBy === 'user:1'
        return !waits || (type !== 'SubmissionStarted' && type !== 'PaymentAuthorised')
      })
    })
    expect(found).toBeUndefined()
  })

  it('hands over no capture and no refund that somebody else has to approve, before they have', () => {
    const found = counterexample((steps) => {
      const waiting = new Set<number>()
      return steps.every(({ event: { type, data } }) => {
        const number = transferNumberOf(data)
        if (type === 'CaptureProposed' || type === 'RefundProposed') waiting.add(number)
        const { approvedBy } = data as { approvedBy?: string }
        if (type === 'CaptureRequested' || type === 'RefundRequested')
          return !waiting.has(number) || (waiting.delete(number) && approvedBy === 'user:2')
        return !waiting.has(number) || type.startsWith('Proposal') || !isOfRail.test(type)
      })
    })
    expect(found).toBeUndefined()
  })

  it('counts in limits no more after a step than before, and never less than nothing', () => {
    const found = exceptAt(({ before, after }) => {
      const [earlier, later] = [known(before), known(after)]
      if (!later) return true
      const used = usedOfPayment(later)
      return !isNegative(used) && (!earlier || compare(used, usedOfPayment(earlier)) <= 0)
    })
    expect(found).toBeUndefined()
  })

  it('leaves a guarded account that pays as the books have it, after each command', () => {
    const property = fc.property(story, ([first, others]) => {
      for (const { account, booked } of fundedLife(first, others)) {
        if (account.status === 'none') return false
        const { posted, reserved } = account.holdings['EUR'] ?? { posted: '', reserved: '' }
        const { EUR: sums = {} } = booked
        const same = posted === (sums.posted ?? '0') && reserved === reservedOf(sums).toString()
        if (!same || BigInt(reserved) < 0n) return false
      }
      return true
    })
    expect(fc.check(property, { numRuns: 1_500 }).counterexample ?? undefined).toBeUndefined()
  })

  it('says in each event which state of the payment it leaves and which it enters', () => {
    const found = exceptAt(({ event, before, after }) => {
      const { from = before.status, to = before.status } = statusChangeOf(event) ?? {}
      return before.status === 'none' || (from === before.status && to === after.status)
    })
    expect(found).toBeUndefined()
  })
})

it('is asked such things that everything happens that can', () => {
  const seen = new Set(
    fc
      .sample(story, { numRuns: 3_000, seed: 17 })
      .flatMap(([first, others]) => live(first, others).steps.map(({ event }) => event.type)),
  )
  // Of people's own doing, a timer's, or beside the state: nothing follows from them.
  const beside: readonly PaymentEvent['type'][] = [
    'DisputeEvidenceSubmitted',
    'DisputeResponseDue',
    'OperatorAsked',
    'SubmissionDeferred',
    'StatusAnswered',
    'SubmissionAcknowledged',
    'SubmissionConfirmed',
  ]
  const expected = Object.keys(paymentEvents).filter(
    (type) => !(beside as readonly string[]).includes(type),
  )
  expect(expected.filter((type) => !(seen as ReadonlySet<string>).has(type))).toEqual([])
})
