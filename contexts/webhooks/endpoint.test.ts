import { describe, expect, it } from 'vitest'
import { refuse } from '../../kernel/refusal.ts'
import { givenStreams } from '../../testing/decider.ts'
import { testTime } from '../../testing/facts.ts'
import {
  changeEndpoint,
  createEndpoint,
  endpointsMax,
  pauseEndpoint,
  removeEndpoint,
  resumeEndpoint,
  rotateSecret,
  stopQueueing,
} from './endpoint.ts'
import type { PauseReason, WebhookEvent } from './events.ts'
import { endpoint, signingGenerations } from './endpoint-state.ts'
import { eventTypeOf, unknownPatterns, wants } from './event-type.ts'
import { created, endpointId, url } from './examples.ts'
import { endpointStream } from './lane.ts'
import { subscriptionsStream } from './subscriptions.ts'

const stream = endpointStream(endpointId)
const subscribed = (id: string): WebhookEvent => ({
  type: 'SubscriptionSet',
  data: { endpointId: id, eventTypes: ['payment.*'] },
})
const failing = { type: 'EndpointFailing', data: { endpointId } } as const
const paused = (because: PauseReason) =>
  ({ type: 'EndpointPaused', data: { endpointId, because } }) as const
const removed = { type: 'EndpointRemoved', data: { endpointId } } as const
const whole: Readonly<Record<string, readonly WebhookEvent[]>> = {
  [stream]: [created],
  [subscriptionsStream]: [subscribed(endpointId)],
}
const there = { [stream]: [created], [subscriptionsStream]: [subscribed(endpointId)] }

describe('an endpoint', () => {
  const create = { type: 'CreateEndpoint', data: created.data } as const

  it('is created once, and its subscription with it', () => {
    givenStreams().when(createEndpoint, create).expect(whole)
    givenStreams(there).when(createEndpoint, create).expect(refuse('endpoint-exists'))
  })

  it('is one of a hundred at the most', () => {
    const others = (count: number) =>
      Array.from({ length: count }, (_, n) => subscribed(`${n}`.padStart(36, '0')))
    givenStreams({ [subscriptionsStream]: others(endpointsMax - 1) })
      .when(createEndpoint, create)
      .expect(whole)
    givenStreams({ [subscriptionsStream]: others(endpointsMax) })
      .when(createEndpoint, create)
      .expect(refuse('too-many-endpoints', { max: endpointsMax }))
  })

  it('is changed and removed with its subscription, and is not there afterwards', () => {
    const change = {
      type: 'ChangeEndpoint',
      data: { endpointId, url, eventTypes: ['*'] },
    } as const
    givenStreams(there)
      .when(changeEndpoint, change)
      .expect({
        [stream]: [{ type: 'EndpointChanged', data: { endpointId, url, eventTypes: ['*'] } }],
        [subscriptionsStream]: [
          { type: 'SubscriptionSet', data: { endpointId, eventTypes: ['*'] } },
        ],
      })
    givenStreams(there)
      .when(removeEndpoint, { type: 'RemoveEndpoint', data: { endpointId } } as const)
      .expect({
        [stream]: [removed],
        [subscriptionsStream]: [{ type: 'SubscriptionEnded', data: { endpointId } }],
      })
    givenStreams({ [stream]: [created, removed] })
      .when(changeEndpoint, change)
      .expect(refuse('endpoint-unknown'))
  })

  it('is paused by a timer only while it fails, and by an operator always', () => {
    const pause = (because: 'asked' | 'failing') =>
      ({ type: 'PauseEndpoint', data: { endpointId, because } }) as const
    givenStreams({ [stream]: [created, failing] })
      .when(pauseEndpoint, pause('failing'))
      .expect({ [stream]: [paused('failing')] })
    const recovered = { type: 'EndpointRecovered', data: { endpointId, failedForMs: 1 } } as const
    givenStreams({ [stream]: [created, failing, recovered] })
      .when(pauseEndpoint, pause('failing'))
      .expect(refuse('endpoint-not-failing'))
    givenStreams({ [stream]: [created] })
      .when(pauseEndpoint, pause('asked'))
      .expect({ [stream]: [paused('asked')] })
    givenStreams({ [stream]: [created, paused('gone')] })
      .when(pauseEndpoint, pause('asked'))
      .expect({})
  })

  it('is resumed whatever it was paused for', () => {
    for (const because of ['asked', 'failing', 'gone'] as const)
      givenStreams({ [stream]: [created, paused(because)] })
        .when(resumeEndpoint, { type: 'ResumeEndpoint', data: { endpointId } } as const)
        .expect({ [stream]: [{ type: 'EndpointResumed', data: { endpointId } }] })
  })
})

describe('an endpoint for which too much waits', () => {
  const stop = { type: 'StopQueueing', data: { endpointId } } as const
  const resume = { type: 'ResumeEndpoint', data: { endpointId } } as const
  const suspended = { type: 'SubscriptionSuspended', data: { endpointId } } as const
  const continued = { type: 'SubscriptionContinued', data: { endpointId } } as const
  const stopped = {
    [stream]: [created, paused('backlog-full')],
    [subscriptionsStream]: [subscribed(endpointId), suspended],
  }

  it('is paused, and nothing more is queued for it: once', () => {
    for (const before of [[created], [created, paused('asked')]])
      givenStreams({ ...there, [stream]: before })
        .when(stopQueueing, stop)
        .expect({ [stream]: [paused('backlog-full')], [subscriptionsStream]: [suspended] })
    givenStreams(stopped).when(stopQueueing, stop).expect({})
    givenStreams({ [stream]: [created, removed] })
      .when(stopQueueing, stop)
      .expect(refuse('endpoint-unknown'))
  })

  it('is told again once it is resumed, and remembers what it missed', () => {
    givenStreams(stopped)
      .when(resumeEndpoint, resume)
      .expect({
        [stream]: [{ type: 'EndpointResumed', data: { endpointId } }],
        [subscriptionsStream]: [continued],
      })
    const [from, until] = [testTime + 1_000, testTime + 9_000]
    const state = [
      { ...created, time: testTime },
      { ...paused('backlog-full'), time: from },
      { type: 'EndpointResumed', data: { endpointId }, time: until } as const,
    ].reduce(endpoint.evolve, endpoint.initialState)
    expect(state).toMatchObject({ status: 'active', missed: { from, until } })
    expect(state).not.toHaveProperty('missingSince')
  })
})

describe('a rotation', () => {
  const rotate = { type: 'RotateSecret', data: { endpointId, overlapMs: 1_000 } } as const
  const rotated = {
    type: 'SecretRotated',
    data: { endpointId, generation: 2, previousUntil: testTime + 1_000 },
  } as const

  it('makes the next generation; another one waits for the end of the overlap', () => {
    givenStreams({ [stream]: [created] })
      .when(rotateSecret, rotate)
      .expect({ [stream]: [rotated] })
    const under = givenStreams({ [stream]: [created, rotated] })
    under
      .at(testTime + 999)
      .when(rotateSecret, rotate)
      .expect(refuse('rotation-under-way'))
    under
      .at(testTime + 1_000)
      .when(rotateSecret, rotate)
      .expect({
        [stream]: [
          {
            type: 'SecretRotated',
            data: { endpointId, generation: 3, previousUntil: testTime + 2_000 },
          },
        ],
      })
  })

  it('can always be made at once, for a secret that has leaked, and is the end of one under way', () => {
    const atOnce = { type: 'RotateSecret', data: { endpointId, overlapMs: 0 } } as const
    const now = testTime + 500
    givenStreams({ [stream]: [created, rotated] })
      .at(now)
      .when(rotateSecret, atOnce)
      .expect({
        [stream]: [
          { type: 'SecretRotated', data: { endpointId, generation: 3, previousUntil: now } },
        ],
      })
    expect(signingGenerations({ generation: 3, previousUntil: now }, now)).toEqual([3])
  })

  it('has both sign until the old one expires', () => {
    const state = { generation: 2, previousUntil: testTime + 1_000 }
    expect(signingGenerations(state, testTime + 999)).toEqual([2, 1])
    expect(signingGenerations(state, testTime + 1_000)).toEqual([2])
  })
})

describe('event types', () => {
  it('are messages by the name that receivers see', () => {
    expect(eventTypeOf('PaymentSettled')).toBe('payment.settled')
    expect(eventTypeOf('PaymentBecameUnknown')).toBe('payment.became_unknown')
    expect(eventTypeOf('WebhookEndpointPaused')).toBe('webhook.endpoint_paused')
  })

  it('are wanted one by one, by family, or all', () => {
    expect(wants(['payment.settled'], 'payment.settled')).toBe(true)
    expect(wants(['payment.*'], 'payment.settled')).toBe(true)
    expect(wants(['*'], 'mandate.revoked')).toBe(true)
    expect(wants(['payment.*'], 'payment_file.received')).toBe(false)
    expect(wants(['payment.settled'], 'payment.settled_late')).toBe(false)
  })

  it('that nobody publishes are found out', () => {
    const known = ['payment.settled', 'payment.rejected']
    expect(unknownPatterns(['*', 'payment.*', 'payment.setled', 'card.*'], known)).toEqual([
      'payment.setled',
      'card.*',
    ])
  })
})
