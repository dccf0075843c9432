import fc from 'fast-check'
import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { recorded } from '../../testing/facts.ts'
import type { DomainEvent } from '../message.ts'
import { isRefusal } from '../refusal.ts'
import { answering, answerStream, publishAnswers, type AnswerEvent } from './answering.ts'
import { askedData, publishQuestions, questionTimers } from './asking.ts'
import { askedOf, pairing, requestContract } from './contract.ts'
import { question, type QuestionEvent } from './question.ts'

const strict = { additionalProperties: false } as const
const getRate = askedOf(
  requestContract({
    name: 'GetRate',
    version: 1,
    domain: 'fx',
    summary: 'What a currency costs',
    request: Type.Object({ currency: Type.String() }, strict),
    reply: Type.Object({ currency: Type.String(), rate: Type.Integer() }, strict),
    key: 'currency',
    examples: { request: { currency: 'USD' }, reply: { currency: 'USD', rate: 1 } },
  }),
  'desk',
)
const questionId = '01968f5c-7a00-7000-8000-0000000000a1'
const answerId = '01968f5c-7a00-7000-8000-0000000000b1'
const deadline = 100_000

/** A desk whose rate moves, so that deciding twice would show. */
class Desk {
  events: AnswerEvent[] = []
  rate = 1
  readonly answers = answering(getRate, {
    reads: () => [],
    reply: ({ currency }) => ({ currency, rate: this.rate++ }),
  })

  /** A question comes: what it publishes, made from its log. */
  take(attempt: number, now: number) {
    const { definition } = this.answers
    const data = {
      answerId,
      asker: 'us',
      questionId,
      attempt,
      subject: '',
      request: { currency: 'USD' },
    }
    const command = { type: 'AnswerQuestion', data: { ...data, expiresAt: deadline } } as const
    const [read] = definition.reads(command)
    const state = this.events.reduce<unknown>(
      (before, event) => read?.entity.evolve(before, { ...event, time: now }),
      read?.entity.initialState,
    )
    const decided = definition.decide(command, [state], { now })
    const events = isRefusal(decided) ? [] : decided.flatMap((part) => part.events)
    this.events.push(...events)
    return publishedBy(publishAnswers('desk', 'qa', [this.answers]), events, answerStream(answerId))
  }
}

interface Sent {
  readonly id: string
  readonly payload: string
  readonly extensions?: Readonly<Record<string, string>>
}

const publishedBy = (
  publish: (event: never) => readonly Sent[],
  events: readonly DomainEvent[],
  stream: string,
): readonly Sent[] => recorded(events, { stream }).flatMap((event) => publish(event as never))

/** Who asks, with its timer. */
class Asker {
  events: (QuestionEvent & { readonly time: number })[] = []
  due: { readonly at: number; readonly attempt: number } | undefined

  private do(
    command: Parameters<typeof question.decide>[0],
    now: number,
  ): readonly QuestionEvent[] {
    const state = this.events.reduce(question.evolve, question.initialState)
    const decided = question.decide(command, state, { now })
    const events = isRefusal(decided) ? [] : decided
    for (const event of events) {
      this.events.push({ ...event, time: now })
      this.follow(event)
    }
    return events
  }
  private follow(event: QuestionEvent): void {
    if (!(questionTimers.events as readonly string[]).includes(event.type)) return
    const [fact] = recorded([event])
    const [change] = fact ? questionTimers.change(fact as never) : []
    if (!change) return
    this.due =
      'set' in change
        ? { at: change.due, attempt: (change.intent.command.data as { attempt: number }).attempt }
        : undefined
  }
  ask(now: number) {
    const putting = {
      questionId,
      subject: '',
      request: { currency: 'USD' },
      deadline,
      repeatAfterMs: 10_000,
    }
    const data = askedData(getRate, putting)
    return this.told(this.do({ type: 'AskQuestion', data }, now))
  }
  fire(now: number, attempt: number) {
    return this.told(this.do({ type: 'LookAtQuestion', data: { questionId, attempt } }, now))
  }
  hear(id: string, payload: string, now: number): void {
    const reply = JSON.parse(payload) as { rate: number; currency: string }
    this.do({ type: 'RecordAnswer', data: { questionId, answerId: id, reply } }, now)
  }
  private told(events: readonly QuestionEvent[]) {
    return publishedBy(publishQuestions('us', 'qa', [getRate]), events, `question-${questionId}`)
  }
}

interface InFlight {
  readonly to: 'desk' | 'asker'
  readonly id: string
  readonly payload: string
  readonly attempt: number
}

/** What chance does to the next message in flight, or to time. */
const step = fc.oneof(
  fc.record({ do: fc.constant('deliver' as const), which: fc.nat(20) }),
  fc.record({ do: fc.constant('repeat' as const), which: fc.nat(20) }),
  fc.record({ do: fc.constant('lose' as const), which: fc.nat(20) }),
  fc.record({ do: fc.constant('wait' as const), which: fc.integer({ min: 1, max: 30_000 }) }),
  fc.record({ do: fc.constant('old timer' as const), which: fc.integer({ min: 1, max: 6 }) }),
)

describe('A question and its answer, over a bus that loses, repeats and reorders', () => {
  const play = (steps: readonly { readonly do: string; readonly which: number }[]) => {
    const [asker, desk] = [new Asker(), new Desk()]
    const flight: InFlight[] = []
    const answersTold: { readonly id: string; readonly payload: string }[] = []
    let now = 0
    const send = (to: InFlight['to'], messages: readonly Sent[]) => {
      for (const { id, payload, extensions } of messages) {
        flight.push({ to, id, payload, attempt: Number(extensions?.[pairing.attempt] ?? 0) })
        if (to === 'asker') answersTold.push({ id, payload })
      }
    }
    const deliver = ({ to, id, payload, attempt }: InFlight) =>
      to === 'desk' ? send('asker', desk.take(attempt, now)) : asker.hear(id, payload, now)
    const runTimers = () => {
      while (asker.due && asker.due.at <= now) send('desk', asker.fire(now, asker.due.attempt))
    }
    send('desk', asker.ask(now))
    for (const one of steps) {
      const at = flight.length > 0 ? one.which % flight.length : -1
      if (one.do === 'wait') now += one.which
      else if (one.do === 'old timer') send('desk', asker.fire(now, one.which))
      else if (at >= 0 && flight[at]) {
        if (one.do !== 'lose') deliver(flight[at])
        if (one.do !== 'repeat') flight.splice(at, 1)
      }
      runTimers()
    }
    now = Math.max(now, deadline)
    runTimers()
    return { asker, desk, answersTold }
  }

  it('ends once, with an answer or without one, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { asker, desk, answersTold } = play(steps)
        const endings = asker.events.filter(({ type }) =>
          ['QuestionAnswered', 'QuestionExpired'].includes(type),
        )
        expect(endings).toHaveLength(1)
        expect(asker.due).toBeUndefined()
        // It was decided once, and everybody heard the same.
        expect(desk.events.filter(({ type }) => type === 'AnswerGiven').length).toBeLessThan(2)
        expect(new Set(answersTold.map(({ id, payload }) => `${id} ${payload}`)).size).toBeLessThan(
          2,
        )
        const replies = endings.flatMap((ending) =>
          ending.type === 'QuestionAnswered' ? [ending.data] : [],
        )
        for (const said of replies)
          expect(said).toMatchObject({ answerId, reply: { currency: 'USD', rate: 1 } })
        // One answer that comes often is not many.
        expect(asker.events.some(({ type }) => type === 'DuplicateAnswerIgnored')).toBe(false)
        expect(asker.events.filter(({ type }) => type === 'LateAnswerIgnored').length).toBeLessThan(
          11,
        )
      }),
      { numRuns: 500 },
    )
  })

  it('ends with the answer where one attempt gets through, and with none where all are lost', () => {
    const lose = { do: 'lose', which: 0 }
    const deliver = { do: 'deliver', which: 0 }
    const wait = { do: 'wait', which: 30_000 }
    const types = (steps: Parameters<typeof play>[0]) =>
      play(steps).asker.events.map(({ type }) => type)
    expect(types([lose, wait, deliver, deliver])).toEqual([
      'QuestionAsked',
      'QuestionRepeated',
      'QuestionAnswered',
    ])
    // The answer is lost, and the second attempt is told it once more.
    expect(types([deliver, lose, wait, deliver, deliver])).toEqual([
      'QuestionAsked',
      'QuestionRepeated',
      'QuestionAnswered',
    ])
    const lost = types([lose, wait, lose, wait, lose, wait, lose, wait, lose])
    expect(lost.at(-1)).toBe('QuestionExpired')
    expect(lost.filter((type) => type === 'QuestionRepeated').length).toBeGreaterThan(1)
  })
})
