import Type from 'typebox'
import type { Clock } from '../../kernel/clock.ts'
import { ok } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { tag, watching } from '../dead-letters-api.ts'
import type { DeclaredMessage } from './declared.ts'
import { messageMap } from './message-map.ts'
import { FlowShown, showFlow, showTopic, SystemShown, TopicShown } from './messages-shown.ts'
import type { ObservedWay, Systems } from './systems.ts'
import { lagKey, topicTraffic, type Lags } from './topics.ts'

/** What is known of the bus: what contexts declare, and what was seen. */
export interface MessageDesk {
  readonly declared: readonly DeclaredMessage[]
  readonly systems: Systems
  /** Our own groups, with what they subscribe to. */
  readonly groups: readonly { readonly group: string; readonly topics: readonly string[] }[]
  readonly observed: () => Promise<readonly ObservedWay[]>
  /** Of the groups that there are; without those that the bus cannot be asked about now. */
  readonly lags: (observed: readonly ObservedWay[]) => Promise<Lags>
  readonly clock: Clock
}

/** What goes over the bus: topics with their rates, and who sends what to whom. */
export const messageRoutes = (desk: MessageDesk): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/messages/topics',
    name: 'listMessageTopics',
    summary: 'Topics, what goes in and out, and what each group has before it',
    description: [
      'Counted by the processes of this installation and added up every few seconds.',
      'What other programs publish is counted when it is handled here; what they take from Kafka is not seen.',
    ].join(' '),
    tag,
    access: { roles: watching },
    replies: { 200: Type.Object({ items: Type.Array(TopicShown) }) },
    handle: async () => {
      const { declared, groups, systems, clock } = desk
      const observed = await desk.observed()
      const lags = await desk.lags(observed)
      const topics = topicTraffic(declared, observed, groups, lags, systems, clock.now())
      return ok({ items: topics.map(showTopic) })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/messages/map',
    name: 'getMessageMap',
    summary: 'Who sends what to whom: as it is declared, beside what was seen',
    description:
      'Whole logs are left out. A difference says what does not agree, and how bad it is.',
    tag,
    access: { roles: watching },
    replies: {
      200: Type.Object({ systems: Type.Array(SystemShown), flows: Type.Array(FlowShown) }),
    },
    handle: async () => {
      const { declared, systems, clock } = desk
      const observed = await desk.observed()
      const lags = await desk.lags(observed)
      const flows = messageMap(declared, observed, systems, clock.now(), lagOf(desk, lags))
      const names = [...new Set(flows.flatMap(({ from, to }) => [from, ...(to ? [to] : [])]))]
      return ok({
        systems: names.sort().map((name) => ({
          name,
          kind: systems.isContext(name) ? ('context' as const) : ('outside' as const),
        })),
        flows: flows.map(showFlow),
      })
    },
  }),
]

const lagOf =
  ({ groups, systems }: MessageDesk, lags: Lags) =>
  (topic: string, system: string): number | undefined => {
    const own = groups.filter(
      ({ group, topics }) => topics.includes(topic) && systems.ofConsumer(group) === system,
    )
    const known = own.flatMap(({ group }) => lags.get(lagKey(group, topic)) ?? [])
    return known.length === 0 ? undefined : Math.max(...known)
  }
