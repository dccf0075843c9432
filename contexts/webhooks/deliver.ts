import type { ContextTools } from '../../kernel/context.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { OutsideCall } from '../../kernel/outside-call.ts'
import type { Sealed, Vault } from '../../kernel/personal-data.ts'
import { bodyOf, signedHeaders } from './body.ts'
import {
  endpoint,
  type Endpoint,
  type EndpointEvent,
  type KnownEndpoint,
} from './endpoint-state.ts'
import { pingType } from './event-type.ts'
import type { Fact, WebhookEvent, WebhookEventOf } from './events.ts'
import {
  endpointStream,
  laneIdOfStream,
  laneStream,
  recordAttempt,
  startAttempt,
  type AttemptOutcome,
} from './lane.ts'
import { jitterOf, type Patience } from './patience.ts'
import type { Resources, SigningKeys, WebhookAnswer, WebhookCaller } from './ports.ts'

export interface Delivering {
  readonly caller: Pick<WebhookCaller, 'call'>
  readonly keys: Pick<SigningKeys, 'sign'>
  readonly resources: Resources
  readonly patience: Patience
  /** How long one call may take. */
  readonly timeoutMs: number
}

type Due = WebhookEventOf<'DeliveryQueued' | 'AttemptDue'>
type Tools = Pick<ContextTools, 'log' | 'vault' | 'clock' | 'ids'>

/** Under way or in line, over all endpoints; each endpoint has a bulkhead of its own behind this. */
const concurrencyMax = 5_000

/** Carries what is due to its endpoint: AttemptStarted is recorded, the call is made, its outcome is recorded. */
export const deliver = (delivering: Delivering, tools: Tools): OutsideCall<Due, AttemptOutcome> => {
  const definition = recordAttempt(delivering.patience)
  const endpoints = new Endpoints(tools.log)
  return {
    name: 'deliver',
    events: ['DeliveryQueued', 'AttemptDue'],
    concerns: ({ type, data }) => type === 'AttemptDue' || data.isDue,
    intent: (event) => ({
      definition: startAttempt,
      command: { type: 'StartAttempt', data: placeOf(event) },
    }),
    call: async (event) => {
      const { endpointId, deliveryId, laneId } = placeOf(event)
      const target = await endpoints.current(endpointId)
      const fact =
        event.type === 'DeliveryQueued' ? event.data.fact : await factOf(tools, laneId, deliveryId)
      if (!target || !fact) return { kind: 'postponed', reason: 'not-found' }
      if (target.status === 'removed') return { kind: 'postponed', reason: 'endpoint-removed' }
      return attempt(delivering, tools, { endpointId, target, fact })
    },
    answer: (event, answer) => {
      const place = placeOf(event)
      const chance = tools.ids.derive('webhook jitter', place.deliveryId, event.id)
      const outcome = answer === 'ambiguous' ? ({ kind: 'lost' } as const) : answer
      const data = { ...place, outcome, jitter: jitterOf(chance) }
      return { definition, command: { type: 'RecordAttempt', data } }
    },
    concurrencyMax,
  }
}

const placeOf = ({ type, stream, data }: RecordedEvent<Due>) => ({
  laneId: laneIdOfStream(stream),
  endpointId: data.endpointId,
  deliveryId: data.deliveryId,
  attempt: type === 'AttemptDue' ? data.attempt : 1,
})

const attempt = async (
  { caller, keys, resources, timeoutMs }: Delivering,
  { clock, vault }: Tools,
  {
    endpointId,
    target,
    fact,
  }: { readonly endpointId: string; readonly target: KnownEndpoint; readonly fact: Fact },
): Promise<AttemptOutcome> => {
  const [kind = '', ...rest] = fact.subject.split('/')
  const resource = await resources.read(kind, rest.join('/'), fact.after)
  if (resource === 'not-ready') return { kind: 'postponed', reason: 'resource-not-ready' }
  const body = bodyOf(fact, target.bodyVersion, resource ?? null)
  const headers = signedHeaders(keys, endpointId, target, { id: fact.id, body, now: clock.now() })
  const isTest = fact.type === pingType
  const call = { endpointId, url: target.url, headers, body, timeoutMs, isTest }
  const answer = await caller.call(call)
  return outcomeOf(vault, endpointId, answer)
}

/** What an answer means. Redirects are not followed: a signed body goes where it was addressed, or nowhere. */
export const outcomeOf = async (
  vault: Pick<Vault, 'seal'>,
  endpointId: string,
  answer: WebhookAnswer,
): Promise<AttemptOutcome> => {
  if (answer.kind === 'not-sent') return { kind: 'postponed', reason: answer.reason }
  if (answer.kind === 'failed') return answer
  const { status, durationMs, body, retryAfterMs } = answer
  if (status >= 200 && status < 300) return { kind: 'taken', status, durationMs }
  return {
    kind: 'failed',
    reason: status >= 300 && status < 400 ? 'redirected' : 'refused',
    status,
    durationMs,
    ...(body === '' ? {} : { answer: await sealed(vault, endpointId, body) }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** A receiver may say anything, a person's name as well. */
const sealed = async (
  vault: Pick<Vault, 'seal'>,
  endpointId: string,
  value: string,
): Promise<Sealed<string>> => {
  const [text] = await vault.seal([{ subject: `endpoint-${endpointId}`, field: 'answer', value }])
  if (text === undefined) throw new Error('one value was sealed, and none came back')
  return text
}

const pageSize = 500

/** The fact of a delivery, from the lane that it was queued in. */
export const factOf = async (
  { log }: Pick<ContextTools, 'log'>,
  laneId: string,
  deliveryId: string,
): Promise<Fact | undefined> => {
  for (let after = 0; ; after += pageSize) {
    const page = await log.readStream(laneStream(laneId), after, pageSize)
    for (const event of page as readonly RecordedEvent<WebhookEvent>[])
      if (event.type === 'DeliveryQueued' && event.data.deliveryId === deliveryId)
        return event.data.fact
    if (page.length < pageSize) return undefined
  }
}

/**
 * Endpoints as their streams have them, each read on from where it was last read. Of many deliveries that ask at once
 * those that come while a reading is under way share the next one, so that none sees less than was there when it asked.
 */
class Endpoints {
  readonly #log: Pick<ContextTools['log'], 'readStream'>
  readonly #held = new Map<string, { readonly version: number; readonly state: Endpoint }>()
  readonly #reading = new Map<string, Promise<unknown>>()
  readonly #next = new Map<string, Promise<KnownEndpoint | undefined>>()

  constructor(log: Pick<ContextTools['log'], 'readStream'>) {
    this.#log = log
  }

  current(endpointId: string): Promise<KnownEndpoint | undefined> {
    const shared = this.#next.get(endpointId)
    if (shared) return shared
    const before = this.#reading.get(endpointId) ?? Promise.resolve()
    const reading = before
      .catch(() => undefined)
      .then(() => {
        this.#next.delete(endpointId)
        this.#reading.set(endpointId, reading)
        return this.#read(endpointId)
      })
    this.#next.set(endpointId, reading)
    return reading
  }

  async #read(endpointId: string): Promise<KnownEndpoint | undefined> {
    let { version, state } = this.#held.get(endpointId) ?? {
      version: 0,
      state: endpoint.initialState,
    }
    for (;;) {
      const page = await this.#log.readStream(endpointStream(endpointId), version, pageSize)
      for (const event of page) {
        state = endpoint.evolve(state, event as RecordedEvent<EndpointEvent>)
        version = event.version
      }
      if (page.length < pageSize) break
    }
    this.#held.set(endpointId, { version, state })
    return state.status === 'none' ? undefined : state
  }
}
