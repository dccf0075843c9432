import type { Ids } from '../../kernel/id.ts'
import { canonicalJson, type Json } from '../../kernel/json.ts'
import type { Context } from '../../kernel/context.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { TimerChange } from '../../kernel/schedule.ts'
import type { View } from '../../kernel/view.ts'
import { commandsOf } from '../running/policies.ts'

/** One line of what a consumer would have done. */
export type Deed = Readonly<Record<string, Json>>

/** What can be replayed of a context without anything coming of it. */
export type ReplayedConsumer =
  // Views of many shapes are replayed alike.
  // oxlint-disable-next-line typescript/no-explicit-any
  | { readonly kind: 'view'; readonly view: View<any, any> }
  | {
      readonly kind: 'deeds'
      readonly events: readonly string[] | undefined
      /** Pure: what would come of an event. */
      readonly deeds: (event: RecordedEvent) => readonly Deed[]
    }

/** `view/payments`, `policy/...`, `schedule/...`, `publish`: those of a context that follow its log. */
export const consumersOf = (
  context: Pick<Context, 'name' | 'views' | 'policies' | 'schedules' | 'publish'>,
  ids: Pick<Ids, 'derive'>,
): ReadonlyMap<string, ReplayedConsumer> => {
  const { name: log, views, policies = [], schedules = [], publish } = context
  const found = new Map<string, ReplayedConsumer>()
  for (const view of views) found.set(`view/${view.name}`, { kind: 'view', view })
  for (const policy of policies)
    found.set(`policy/${policy.name}`, {
      kind: 'deeds',
      events: policy.events,
      deeds: (event) =>
        commandsOf(policy, log, ids, event).map(({ commandId, command }) => ({
          ...cause(event),
          commandId,
          command: command.type,
          data: command.data as Json,
        })),
    })
  for (const schedule of schedules)
    found.set(`schedule/${schedule.name}`, {
      kind: 'deeds',
      events: schedule.events,
      deeds: (event) =>
        schedule.change(event).map((change) => ({
          ...cause(event),
          ...changed(change),
        })),
    })
  if (publish)
    found.set('publish', {
      kind: 'deeds',
      events: undefined,
      deeds: (event) =>
        publish(event).map((message) => ({
          ...cause(event),
          topic: message.topic,
          key: message.key,
          id: message.id,
          message: message.type,
          payload: JSON.parse(message.payload) as Json,
        })),
    })
  return found
}

const changed = (change: TimerChange): Deed => {
  if ('hasten' in change) return { hasten: { ...change.hasten } }
  return 'set' in change
    ? { set: change.set, due: change.due, command: change.intent.command.type }
    : { cancel: change.cancel }
}

const cause = ({ position, id, type }: RecordedEvent): Deed => ({
  position,
  event: type,
  eventId: id,
})

/** One line of JSON. */
export const deedLine = (deed: Deed): string => canonicalJson(deed)
