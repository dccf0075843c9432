import { describe, it } from 'vitest'
import { refuse } from '../../kernel/refusal.ts'
import { givenStreams } from '../../testing/decider.ts'
import { testTime } from '../../testing/facts.ts'
import {
  created,
  due,
  endpointId,
  fact,
  first,
  laneId,
  queued,
  second,
  started,
  succeeded,
} from './examples.ts'
import {
  continueLane,
  dropLane,
  endpointStream,
  laneStream,
  queueDelivery,
  recordAttempt,
  retryAttempt,
  startAttempt,
  type AttemptOutcome,
} from './lane.ts'
import { patience } from './patience.ts'

const lane = laneStream(laneId)
const endpoint = endpointStream(endpointId)
const hour = 3_600_000
const day = 24 * hour

const queue = (deliveryId: string) =>
  ({ type: 'QueueDelivery', data: { laneId, endpointId, deliveryId, fact } }) as const
const start = (deliveryId = first, attempt = 1) =>
  ({ type: 'StartAttempt', data: { laneId, endpointId, deliveryId, attempt } }) as const
const record = (outcome: AttemptOutcome, attempt = 1, jitter = 0.5) =>
  ({
    type: 'RecordAttempt',
    data: { laneId, endpointId, deliveryId: first, attempt, outcome, jitter },
  }) as const
const taken = { kind: 'taken', status: 200, durationMs: 12 } as const
const failed = { kind: 'failed', reason: 'refused', status: 500, durationMs: 9 } as const
const failing = { type: 'EndpointFailing', data: { endpointId } } as const
const paused = { type: 'EndpointPaused', data: { endpointId, because: 'failing' } } as const
const attemptFailed = (attempt: number, nextAt?: number) =>
  ({
    type: 'AttemptFailed',
    data: {
      deliveryId: first,
      endpointId,
      attempt,
      reason: 'refused',
      status: 500,
      durationMs: 9,
      ...(nextAt === undefined ? {} : { nextAt }),
    },
  }) as const
const abandoned = (
  deliveryId: string,
  because: 'retries-used-up' | 'too-old' | 'endpoint-removed',
) => ({ type: 'DeliveryAbandoned', data: { deliveryId, endpointId, because } }) as const

describe('a delivery that comes', () => {
  it('is due at once in an empty lane, and waits in one that is busy', () => {
    givenStreams()
      .when(queueDelivery, queue(first))
      .expect({ [lane]: [queued(first, true)] })
    givenStreams({ [lane]: [queued(first, true)] })
      .when(queueDelivery, queue(second))
      .expect({ [lane]: [queued(second, false)] })
  })

  it('is due at once when all before it have come to their end', () => {
    givenStreams({ [lane]: [queued(first, true), started(first), succeeded(first)] })
      .when(queueDelivery, queue(second))
      .expect({ [lane]: [queued(second, true)] })
  })
})

describe('an attempt', () => {
  const given = (...more: readonly (typeof failing | typeof paused)[]) =>
    givenStreams({
      [lane]: [queued(first, true), queued(second, false)],
      [endpoint]: [created, ...more],
    })

  it('starts when it is due, once', () => {
    given()
      .when(startAttempt, start())
      .expect({ [lane]: [started(first)] })
    givenStreams({ [lane]: [queued(first, true), started(first)], [endpoint]: [created] })
      .when(startAttempt, start())
      .expect(refuse('attempt-not-due', { step: 'calling' }))
  })

  it('does not start for the one that waits behind it', () => {
    given()
      .when(startAttempt, start(second))
      .expect(refuse('attempt-not-due', { step: 'due' }))
  })

  it('does not start while the endpoint is paused', () => {
    given(paused).when(startAttempt, start()).expect(refuse('endpoint-paused'))
  })

  it('is the end of its lane once the endpoint is removed, whatever was queued after that', () => {
    const removed = { type: 'EndpointRemoved', data: { endpointId } } as const
    const lanes = { [lane]: [queued(first, true), queued(second, false)] }
    givenStreams({ ...lanes, [endpoint]: [created, removed] })
      .when(startAttempt, start())
      .expect({
        [lane]: [abandoned(first, 'endpoint-removed'), abandoned(second, 'endpoint-removed')],
      })
  })

  it('starts for a test even then', () => {
    const test = queued(first, true)
    givenStreams({
      [lane]: [{ ...test, data: { ...test.data, isTest: true } }],
      [endpoint]: [created, paused],
    })
      .when(startAttempt, start())
      .expect({ [lane]: [started(first)] })
  })
})

describe('a test', () => {
  const test = queued(first, true)
  const streams = (...more: readonly (typeof failing)[]) => ({
    [lane]: [{ ...test, data: { ...test.data, isTest: true } }, started(first)],
    [endpoint]: [created, ...more],
  })
  const recording = recordAttempt(patience)

  it('that fails is attempted no more, and says nothing of how the endpoint does', () => {
    givenStreams(streams())
      .when(recording, record(failed))
      .expect({ [lane]: [attemptFailed(1), abandoned(first, 'retries-used-up')] })
  })

  it('that is taken shows that the endpoint is back', () => {
    givenStreams(streams(failing))
      .at(testTime + hour)
      .when(recording, record(taken))
      .expect({
        [lane]: [succeeded(first)],
        [endpoint]: [{ type: 'EndpointRecovered', data: { endpointId, failedForMs: hour } }],
      })
  })
})

describe('what became of it', () => {
  const streams = (...more: readonly (typeof failing | typeof paused)[]) => ({
    [lane]: [queued(first, true), queued(second, false), started(first)],
    [endpoint]: [created, ...more],
  })
  const recording = recordAttempt(patience)

  it('taken: the next of the entity is due', () => {
    givenStreams(streams())
      .when(recording, record(taken))
      .expect({ [lane]: [succeeded(first), due(second)] })
  })

  it('taken by one that failed before: it has recovered', () => {
    givenStreams(streams(failing))
      .at(testTime + 90_000)
      .when(recording, record(taken))
      .expect({
        [lane]: [succeeded(first), due(second)],
        [endpoint]: [{ type: 'EndpointRecovered', data: { endpointId, failedForMs: 90_000 } }],
      })
  })

  it('failed: tried again after up to 5 s, by chance, and the next waits', () => {
    givenStreams(streams())
      .when(recording, record(failed))
      .expect({ [lane]: [attemptFailed(1, testTime + 2_500)], [endpoint]: [failing] })
    givenStreams(streams(failing))
      .when(recording, record(failed, 1, 0))
      .expect({ [lane]: [attemptFailed(1, testTime)] })
  })

  it('failed with a wish for peace: that is kept, up to 6 hours', () => {
    for (const [retryAfterMs, wait] of [
      [60_000, 62_500],
      [day, 6 * hour + 2_500],
    ] as const)
      givenStreams(streams(failing))
        .when(recording, record({ ...failed, retryAfterMs }))
        .expect({ [lane]: [attemptFailed(1, testTime + wait)] })
  })

  it('failed for three days: abandoned, and the next begins anew', () => {
    givenStreams(streams(failing))
      .at(testTime + 3 * day - 1)
      .when(recording, record(failed))
      .expect({ [lane]: [attemptFailed(1, testTime + 3 * day)] })
    givenStreams(streams(failing))
      .at(testTime + 3 * day)
      .when(recording, record(failed))
      .expect({ [lane]: [attemptFailed(1), abandoned(first, 'retries-used-up'), due(second)] })
  })

  it('410: the endpoint is paused at once, and the delivery waits for a resume', () => {
    givenStreams(streams(failing))
      .when(recording, record({ ...failed, status: 410 }))
      .expect({
        [lane]: [
          {
            ...attemptFailed(1),
            data: { ...attemptFailed(1, testTime + 2_500).data, status: 410 },
          },
        ],
        [endpoint]: [{ type: 'EndpointPaused', data: { endpointId, because: 'gone' } }],
      })
  })

  it('lost with the process: tried again at once, and not held against the endpoint', () => {
    const lost = { deliveryId: first, endpointId, attempt: 1, reason: 'answer-lost' }
    givenStreams(streams())
      .when(recording, record({ kind: 'lost' }))
      .expect({ [lane]: [{ type: 'AttemptFailed', data: lost }, due(first, 2)] })
  })

  it('never called: the same attempt a little later', () => {
    const postponed = { deliveryId: first, endpointId, attempt: 1, reason: 'stopping' }
    givenStreams(streams())
      .when(recording, record({ kind: 'postponed', reason: 'stopping' }))
      .expect({
        [lane]: [{ type: 'AttemptPostponed', data: { ...postponed, nextAt: testTime + 30_000 } }],
      })
  })

  it('is not told twice, nor of an attempt that is not under way', () => {
    givenStreams(streams())
      .when(recording, record(taken, 2))
      .expect(refuse('attempt-not-current', { step: 'calling' }))
    givenStreams({ [lane]: [queued(first, true), started(first), succeeded(first)] })
      .when(recording, record(failed))
      .expect(refuse('attempt-not-current', { step: 'idle' }))
  })
})

describe('a timer', () => {
  const retry = (attempt: number) =>
    ({ type: 'RetryAttempt', data: { laneId, endpointId, deliveryId: first, attempt } }) as const
  const retrying = retryAttempt(patience)

  it('makes the next attempt due, and not one that was made meanwhile', () => {
    const story = [queued(first, true), started(first), attemptFailed(1, testTime)]
    givenStreams({ [lane]: story })
      .when(retrying, retry(2))
      .expect({ [lane]: [due(first, 2)] })
    givenStreams({ [lane]: [...story, due(first, 2)] })
      .when(retrying, retry(2))
      .expect(refuse('attempt-not-due', { step: 'due' }))
  })
})

describe('a backlog', () => {
  const place = { laneId, endpointId }
  const waiting = [queued(first, true), queued(second, false)]
  const continuing = continueLane(patience)

  it('goes on where it stood when the endpoint is resumed', () => {
    givenStreams({ [lane]: waiting })
      .when(continuing, { type: 'ContinueLane', data: place } as const)
      .expect({ [lane]: [due(first)] })
    givenStreams({ [lane]: [...waiting, started(first), attemptFailed(1, testTime + day)] })
      .when(continuing, { type: 'ContinueLane', data: place } as const)
      .expect({ [lane]: [due(first, 2)] })
  })

  it('is left alone where an attempt is under way, or nothing waits', () => {
    for (const story of [[...waiting, started(first)], []])
      givenStreams({ [lane]: story })
        .when(continuing, { type: 'ContinueLane', data: place } as const)
        .expect({})
  })

  it('leaves out what has waited for more than 30 days', () => {
    const fresh = { ...queued(second, false), time: testTime + day }
    givenStreams({ [lane]: [queued(first, true), fresh] })
      .at(testTime + 30 * day + 1)
      .when(continuing, { type: 'ContinueLane', data: place } as const)
      .expect({ [lane]: [abandoned(first, 'too-old'), due(second)] })
  })

  it('of a removed endpoint is abandoned', () => {
    givenStreams({ [lane]: waiting })
      .when(dropLane, { type: 'DropLane', data: place } as const)
      .expect({
        [lane]: [abandoned(first, 'endpoint-removed'), abandoned(second, 'endpoint-removed')],
      })
  })
})
