import type { ContextTools } from '../../kernel/context.ts'
import type { CommandDefinition } from '../../kernel/decider.ts'
import { canonicalJson, type Json } from '../../kernel/json.ts'
import type { Command, RecordedEvent } from '../../kernel/message.ts'
import type { OutsideCall } from '../../kernel/outside-call.ts'
import type { ViewQuery, ViewRow } from '../../kernel/view.ts'
import { factOf } from './deliver.ts'
import { recordBacklog } from './endpoint.ts'
import type { WebhookEventOf } from './events.ts'
import { continueLane, dropLane, queueDelivery } from './lane.ts'
import type { Patience } from './patience.ts'
import { deliveriesView, type DeliveryRow } from './view-deliveries.ts'

type Cause = WebhookEventOf<
  'EndpointResumed' | 'EndpointRecovered' | 'EndpointRemoved' | 'ResendAsked'
>
type Tools = Pick<ContextTools, 'handle' | 'ids' | 'clock' | 'log' | 'view'>

interface WorkedThrough {
  readonly deliveries: number
  readonly isComplete: boolean
}

/** One that fails now and then must not be spared its waits each time. */
const recoveredAfterMs = 60_000
/** A resend of more than this is asked for in parts. */
export const resendMax = 50_000
const pageSize = 200
const viewWithinMs = 10_000

/**
 * Goes through the deliveries of an endpoint: all that waits is continued once it is resumed or takes something again,
 * and dropped once it is removed; what was asked for is sent again. Every command's id comes from the cause, so that
 * doing it twice is doing it once.
 */
export const workThroughBacklog = (
  patience: Patience,
  tools: Tools,
): OutsideCall<Cause, WorkedThrough> => ({
  name: 'work-through-backlog',
  events: ['EndpointResumed', 'EndpointRecovered', 'EndpointRemoved', 'ResendAsked'],
  concerns: ({ type, data }) =>
    type !== 'EndpointRecovered' || data.failedForMs >= recoveredAfterMs,
  // What is left standing would stand until somebody resumes the endpoint once more.
  untilAnswered: true,
  call: (cause) => goThrough(tools, cause, commandFor(patience, tools, cause)),
  answer: ({ type, data: { endpointId } }, answer) => {
    const worked = answer === 'ambiguous' ? { deliveries: 0, isComplete: false } : answer
    const data = { endpointId, because: type, ...worked }
    return { definition: recordBacklog, command: { type: 'RecordBacklog', data } }
  },
  concurrencyMax: 4,
})

/** What is done with one delivery; undefined where nothing is. */
type Doing = (row: DeliveryRow) => Promise<Done | undefined>
interface Done {
  readonly id: string
  // oxlint-disable-next-line typescript/no-explicit-any -- as in an Intent: each handles its own command
  readonly definition: CommandDefinition<any, any, any>
  readonly command: Command<string, Json>
}

const commandFor = (patience: Patience, tools: Tools, cause: RecordedEvent<Cause>): Doing => {
  const { ids } = tools
  switch (cause.type) {
    case 'EndpointResumed':
    case 'EndpointRecovered': {
      const definition = continueLane(patience)
      return async ({ laneId, endpointId }) => ({
        id: ids.derive('webhook backlog', cause.id, laneId),
        definition,
        command: { type: 'ContinueLane', data: { laneId, endpointId } },
      })
    }
    case 'EndpointRemoved':
      return async ({ laneId, endpointId }) => ({
        id: ids.derive('webhook backlog', cause.id, laneId),
        definition: dropLane,
        command: { type: 'DropLane', data: { laneId, endpointId } },
      })
    case 'ResendAsked':
      return async ({ laneId, endpointId, deliveryId, isTest }) => {
        const fact = await factOf(tools, laneId, deliveryId)
        const id = ids.derive('webhook backlog', cause.id, deliveryId)
        const data = {
          laneId,
          endpointId,
          deliveryId: id,
          fact: fact as Json,
          resendOf: deliveryId,
          // It is attempted once, as the first time, and is no sign of how the endpoint does.
          ...(isTest ? { isTest } : {}),
        }
        return fact && { id, definition: queueDelivery, command: { type: 'QueueDelivery', data } }
      }
  }
}

const filterOf = ({ type, data, time }: RecordedEvent<Cause>): ViewQuery<DeliveryRow>['filter'] =>
  type === 'ResendAsked'
    ? {
        endpointId: data.endpointId,
        status: { in: data.statuses },
        // What is queued by this very resend is later than its cause.
        queuedAt: { from: data.from, to: Math.min(data.to, time) },
      }
    : { endpointId: data.endpointId, isOpen: true }

const goThrough = async (
  tools: Tools,
  cause: RecordedEvent<Cause>,
  doing: Doing,
): Promise<WorkedThrough> => {
  const view = tools.view<DeliveryRow>(deliveriesView)
  // What was queued before the cause is in the view once it has come as far.
  if (!(await view.waitFor(cause.position, viewWithinMs)))
    throw new Error('the view of deliveries is too far behind')
  const filter = filterOf(cause)
  let deliveries = 0
  let cursor: string | undefined
  do {
    const page = await view.query({
      filter: filter ?? {},
      // Resent in the order in which they were sent; what waits, by a key that does not change while it is worked on.
      ...(cause.type === 'ResendAsked'
        ? { sort: { field: 'queuedAt', direction: 'ascending' } as const }
        : {}),
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    })
    deliveries += await workOn(tools, cause, page.rows, doing)
    cursor = page.next
  } while (cursor !== undefined && (cause.type !== 'ResendAsked' || deliveries < resendMax))
  return { deliveries, isComplete: cursor === undefined }
}

const workOn = async (
  tools: Tools,
  cause: RecordedEvent<Cause>,
  rows: readonly ViewRow<DeliveryRow>[],
  doing: Doing,
): Promise<number> => {
  const done = (await Promise.all(rows.map(({ row }) => doing(row)))).filter(
    (one) => one !== undefined,
  )
  const byId = new Map(done.map((one) => [one.id, one]))
  const outcomes = await Promise.all([...byId.values()].map((one) => send(tools, cause, one)))
  if (outcomes.some(({ kind }) => kind === 'failed'))
    throw new Error('the log did not take every command; the same ones are sent again')
  return done.length
}

const send = ({ handle, ids, clock }: Tools, cause: RecordedEvent<Cause>, { id, ...one }: Done) =>
  handle(one.definition, one.command, {
    commandId: id,
    fingerprint: ids.derive(canonicalJson(one.command.data)),
    onOtherContent: 'repeat',
    actor: 'policy:work-through-backlog',
    correlationId: cause.correlationId,
    causationId: cause.id,
    traceparent: cause.traceparent,
    now: clock.now(),
  })
