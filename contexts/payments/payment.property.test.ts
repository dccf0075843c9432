import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogueOf } from '../../kernel/event-schema.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { testTime } from '../../testing/facts.ts'
import type { PaymentCommand } from './commands.ts'
import type { SubmissionAnswer } from './transfers/commands.ts'
import { events as schemas, type PaymentEvent } from './events.ts'
import {
  answers,
  callback,
  paymentId,
  railReference,
  railTime,
  receive,
  windowMs,
} from './examples.ts'
import { paymentDecider as payment } from './payment.ts'
import type { Payment } from './payment-parts.ts'
import type { Transfer } from './transfers/transfer.ts'
import type { RailStatus } from './ports.ts'

/*
 * A rail that keeps its word, and everything between it and us that does not: answers get lost,
 * callbacks come twice, late, in any order and never, timers fire at any time, operators are impatient.
 */

/** What the rail does with the first call that really reaches it. */
type Fate = 'settled' | 'rejected' | 'refused'

interface Story {
  readonly fate: Fate
  /** How each call goes; the last one is repeated. */
  readonly calls: readonly Call[]
  readonly happenings: readonly Happening[]
}

type Call = 'answered' | 'answer-lost' | 'request-lost' | 'request-delayed' | 'not-sent'
type Happening =
  | 'call'
  | 'request-arrives'
  | 'rail-moves-on'
  | 'callback-pending'
  | 'callback-final'
  | 'timer-asks'
  | 'timer-retries'
  | 'operator-resumes'
  | 'answer-question'
  | 'answer-unavailable'
  | 'stale-answer'
  | 'time-passes'

const catalogue = catalogueOf(schemas)
const finals = ['settled', 'rejected']
/** A request that was lost is refused by the rail from so long after it was made. */
const requestLifetimeMs = 10_000

class World {
  readonly #story: Story
  now = testTime
  state: Payment = payment.initialState
  readonly log: PaymentEvent[] = []
  /** What the rail has, once a call has reached it. */
  railState: 'nothing' | 'pending' | 'settled' | 'rejected' = 'nothing'
  calls = 0
  changesOfFinalStates = 0
  /** A request on its way that its sender has given up. */
  #delayedSince: number | undefined
  readonly #answersInFlight: { question: number; answer: RailStatus }[] = []

  constructor(story: Story) {
    this.#story = story
    this.send(receive)
  }

  /** The payment's own transfer, once it is due. */
  get own(): Transfer | undefined {
    return this.state.status === 'none' ? undefined : this.state.transfers[0]
  }

  send(command: PaymentCommand): boolean {
    const decided = payment.decide(command, this.state, { now: this.now })
    if (isRefusal(decided)) return false
    for (const event of decided) {
      catalogue.check(event.type, event.data)
      const before = this.state.status
      this.state = payment.evolve(this.state, { ...event, time: this.now })
      this.log.push(event)
      if (finals.includes(before)) this.changesOfFinalStates += Number(this.state.status !== before)
    }
    return true
  }

  happen(happening: Happening): void {
    switch (happening) {
      case 'call':
        return this.#call()
      case 'request-arrives':
        return this.#arrive()
      case 'rail-moves-on':
        if (this.railState === 'pending' && this.#story.fate !== 'refused')
          this.railState = this.#story.fate
        return
      case 'callback-pending':
        if (this.railState !== 'nothing' && this.#story.fate !== 'refused')
          this.send(callback('pending'))
        return
      case 'callback-final':
        if (this.#story.fate !== 'refused' && finals.includes(this.railState))
          this.send(callback(this.railState as 'settled' | 'rejected'))
        return
      case 'timer-asks':
        this.send({ type: 'AskForStatus', data: { paymentId } })
        return this.#noteQuestion()
      case 'timer-retries':
        this.send({
          type: 'RetrySubmission',
          data: { paymentId, attempt: this.own?.status === 'waiting' ? this.own.attempts + 1 : 1 },
        })
        return
      case 'operator-resumes':
        this.send({ type: 'ResumePayment', data: { paymentId } })
        return this.#noteQuestion()
      case 'answer-question':
        this.#noteQuestion()
        return this.#answer()
      case 'answer-unavailable':
        return this.#answer({ kind: 'unavailable', reason: 'timed-out' })
      case 'stale-answer':
        for (const { question, answer } of this.#answersInFlight)
          this.send({ type: 'RecordStatusAnswer', data: { paymentId, question, answer } })
        return
      case 'time-passes':
        this.now += 5_000
    }
  }

  #call(): void {
    const attempt =
      this.own?.status === 'waiting' ? Math.max(this.own.dueAttempt, 1) : this.calls + 1
    const announced = this.send({ type: 'StartSubmission', data: { paymentId, attempt, windowMs } })
    if (!announced) return
    const call = this.#story.calls[Math.min(this.calls, this.#story.calls.length - 1)] ?? 'answered'
    this.calls++
    this.send({
      type: 'RecordSubmissionAnswer',
      data: { paymentId, attempt, answer: this.#reach(call) },
    })
  }

  #reach(call: Call): SubmissionAnswer {
    const notFoundFinalAt = new Date(this.now + requestLifetimeMs).toISOString()
    if (call === 'not-sent') return answers['not-sent']
    if (call === 'request-delayed') this.#delayedSince = this.now
    if (call === 'request-delayed' || call === 'request-lost')
      return { ...answers.ambiguous, notFoundFinalAt }
    this.railState = this.#story.fate === 'refused' ? 'rejected' : 'pending'
    if (call === 'answer-lost') return { ...answers.ambiguous, notFoundFinalAt }
    return this.#story.fate === 'refused' ? answers.rejected : answers.accepted
  }

  /** Too late, the rail refuses it: that is what makes `not-found` final. */
  #arrive(): void {
    if (this.#delayedSince === undefined) return
    if (this.now < this.#delayedSince + requestLifetimeMs)
      this.railState = this.#story.fate === 'refused' ? 'rejected' : 'pending'
    this.#delayedSince = undefined
  }

  /** The rail answers by what it has when it is asked; the answer may be recorded much later. */
  #noteQuestion(): void {
    const { own } = this
    if (!own || !('questions' in own) || own.questions.openSince === undefined) return
    const question = own.questions.last
    if (this.#answersInFlight.some((known) => known.question === question)) return
    this.#answersInFlight.push({ question, answer: this.#status() })
  }

  #status(): RailStatus {
    if (this.railState === 'nothing') return { kind: 'not-found' }
    const told = { railReference, at: railTime }
    return this.railState === 'rejected'
      ? { kind: 'found', state: 'rejected', code: 'AC04', reason: 'Closed account', ...told }
      : { kind: 'found', state: this.railState, ...told }
  }

  #answer(instead?: RailStatus): void {
    const last = this.#answersInFlight.at(-1)
    if (!last) return
    const answer = instead ?? last.answer
    this.send({
      type: 'RecordStatusAnswer',
      data: { paymentId, question: last.question, answer },
    })
  }

  /** What the timers do in the end, when nothing else happens any more. */
  settleDown(): void {
    for (let round = 0; round < 10 && !finals.includes(this.state.status); round++) {
      this.happen('time-passes')
      this.happen('timer-retries')
      this.happen('call')
      this.happen('rail-moves-on')
      this.happen('timer-asks')
      this.happen('answer-question')
      this.happen('time-passes')
    }
  }
}

const story: fc.Arbitrary<Story> = fc.record({
  fate: fc.constantFrom<Fate>('settled', 'rejected', 'refused'),
  calls: fc
    .array(
      fc.constantFrom<Call>(
        'answered',
        'answer-lost',
        'request-lost',
        'request-delayed',
        'not-sent',
      ),
      {
        minLength: 0,
        maxLength: 3,
      },
    )
    .chain((calls) =>
      fc
        .constantFrom<Call>('answered', 'answer-lost', 'request-lost', 'request-delayed')
        .map((last) => [...calls, last]),
    ),
  happenings: fc.array(
    fc.constantFrom<Happening>(
      'call',
      'request-arrives',
      'rail-moves-on',
      'callback-pending',
      'callback-final',
      'timer-asks',
      'timer-retries',
      'operator-resumes',
      'answer-question',
      'answer-unavailable',
      'stale-answer',
      'time-passes',
    ),
    { maxLength: 40 },
  ),
})

const live = ({ happenings, ...rest }: Story): World => {
  const world = new World({ happenings, ...rest })
  for (const happening of happenings) world.happen(happening)
  return world
}

const runs = { numRuns: 2_000 }

describe('whatever order things happen in', () => {
  it('ends as it ended at the rail, and as not received where the rail never had it', () => {
    fc.assert(
      fc.property(story, (told) => {
        const world = live(told)
        world.settleDown()
        const expected = world.railState === 'nothing' ? 'rejected' : world.railState
        expect(world.state.status).toBe(expected)
        expect(world.changesOfFinalStates).toBe(0)
        const rejections = world.log.filter((event) => event.type === 'PaymentRejected')
        for (const rejection of rejections)
          expect(rejection.data.rejection.by).toBe(
            world.railState === 'nothing' ? 'millrace' : 'rail',
          )
      }),
      runs,
    )
  })

  it('announces each attempt once, before its call, and makes none after an ambiguous one', () => {
    fc.assert(
      fc.property(story, (told) => {
        const world = live(told)
        const types = world.log.map(({ type }) => type)
        const started = world.log.filter((event) => event.type === 'SubmissionStarted')
        expect(started.map(({ data }) => data.attempt)).toEqual(
          Array.from({ length: world.calls }, (_, index) => index + 1),
        )
        const ambiguous = types.indexOf('SubmissionBecameUnknown')
        const after = ambiguous < 0 ? [] : types.slice(ambiguous)
        expect(after).not.toContain('SubmissionStarted')
      }),
      runs,
    )
  })

  it('leaves unknown only by an answer to a question', () => {
    fc.assert(
      fc.property(story, (told) => {
        for (const { type, data } of live(told).log) {
          if (!('from' in data) || data.from !== 'unknown') continue
          expect([type, 'evidence' in data && data.evidence?.source]).toEqual([
            type,
            'status-answer',
          ])
        }
      }),
      runs,
    )
  })

  it('sees no contradiction in a rail that keeps its word', () => {
    fc.assert(
      fc.property(story, (told) => {
        const world = live(told)
        world.settleDown()
        expect(world.log.filter(({ type }) => type === 'RailContradicted')).toEqual([])
      }),
      runs,
    )
  })

  it('says in each change which state it leaves', () => {
    fc.assert(
      fc.property(story, (told) => {
        const world = live(told)
        let state: Payment = payment.initialState
        for (const event of world.log) {
          const leaves = 'from' in event.data ? event.data.from : state.status
          expect(leaves).toBe(state.status)
          state = payment.evolve(state, { ...event, time: testTime })
        }
      }),
      runs,
    )
  })
})

describe('a rail that does not keep its word', () => {
  const anything = fc.array(
    fc.oneof(
      fc
        .constantFrom('pending', 'settled', 'rejected', 'cancelled')
        .chain((state) =>
          fc
            .integer({ min: 1, max: 5 })
            .map((sequence): PaymentCommand => callback(state as 'pending', sequence)),
        ),
      fc.constantFrom<PaymentCommand>(
        { type: 'StartSubmission', data: { paymentId, attempt: 1, windowMs } },
        { type: 'AskForStatus', data: { paymentId } },
        ...Object.values(answers).map((answer): PaymentCommand => ({
          type: 'RecordSubmissionAnswer',
          data: { paymentId, attempt: 1, answer },
        })),
        ...(['settled', 'rejected', 'pending', 'cancelled'] as const).map(
          (state): PaymentCommand => ({
            type: 'RecordStatusAnswer',
            data: {
              paymentId,
              question: 1,
              answer: { kind: 'found', state, railReference, at: railTime },
            },
          }),
        ),
        {
          type: 'RecordStatusAnswer',
          data: { paymentId, question: 1, answer: { kind: 'not-found' } },
        },
      ),
    ),
    { maxLength: 40 },
  )

  it('never changes a final state, and each kind of contradiction is kept once', () => {
    fc.assert(
      fc.property(anything, (commands) => {
        const world = new World({ fate: 'settled', calls: ['answered'], happenings: [] })
        for (const command of commands) world.send(command)
        expect(world.changesOfFinalStates).toBe(0)
        const claims = world.log.flatMap((event) =>
          event.type === 'RailContradicted' ? [event.data.claimed] : [],
        )
        expect(claims).toEqual([...new Set(claims)])
      }),
      runs,
    )
  })
})
