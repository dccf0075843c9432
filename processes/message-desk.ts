import type { MessageBus } from '../kernel/message-bus.ts'
import { topicOf } from '../kernel/message-contract.ts'
import { declaredMessages, type DeclaredMessage } from '../operations/messages/declared.ts'
import type { MessageDesk } from '../operations/messages/api.ts'
import { systemsOf, type ObservedWay } from '../operations/messages/systems.ts'
import { lagKey, type Lags } from '../operations/messages/topics.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Foundation } from './foundation.ts'
import type { OpenedMessages } from './open-messages.ts'
import { answeringGroup } from './running/questions.ts'
import { repliesGroup } from './running/replies.ts'
import { logShape } from './running/whole-log.ts'

type Running = Pick<ContextRuntime, 'context'>

/** What the pages about messages are given of a running process. */
export const messageDesk = (
  runtimes: readonly Running[],
  { bus, traffic, environment, wholeLogs }: OpenedMessages,
  { clock }: Pick<Foundation, 'clock'>,
): MessageDesk => {
  const contexts = runtimes.map(({ context }) => context)
  const readers = new Map(contexts.map(({ name }) => [repliesGroup(name), name]))
  const groups = contexts.flatMap(({ name, answers = [] }) =>
    answers.length === 0
      ? []
      : [
          {
            group: answeringGroup(name, environment),
            context: name,
            topics: answers.map(({ asked }) => topicOf(asked.request, environment)),
          },
        ],
  )
  const consumers = new Map([
    ...readers,
    ...groups.map(({ group, context }) => [group, context] as const),
  ])
  const own = new Map(groups.map(({ group, topics }) => [group, topics]))
  return {
    declared: [
      ...declaredMessages(contexts, environment),
      ...(wholeLogs ? contexts.map(({ name }) => declaredLog(environment, name)) : []),
    ],
    systems: systemsOf(contexts, consumers),
    groups,
    observed: () => traffic.read(clock.now()),
    lags: keptShortly((observed) => lagsOf(bus, groupsOf(own, readers, observed))),
    clock,
  }
}

const declaredLog = (environment: string, context: string): DeclaredMessage => {
  const { name, partitions, retentionMs } = logShape(environment, context)
  return {
    topic: name,
    message: name.slice(name.lastIndexOf('.') + 1),
    kind: 'log',
    summary: `The whole log of ${context}, batch by batch: what a lost database is made again from`,
    partitions,
    retentionMs,
    senders: [context],
    receivers: [],
    isOpenToSenders: false,
    isOpenToReceivers: false,
  }
}

/** Our own, and those that were seen: of which topics each takes messages. */
const groupsOf = (
  own: ReadonlyMap<string, readonly string[]>,
  readers: ReadonlyMap<string, string>,
  observed: readonly ObservedWay[],
): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map(own)
  for (const { consumer, topic } of observed)
    if (consumer !== '' && !readers.has(consumer))
      groups.set(consumer, [...new Set([...(groups.get(consumer) ?? []), topic])])
  return groups
}

const answerWithinMs = 3_000

/** Those that the bus tells in time. */
const lagsOf = async (
  bus: Pick<MessageBus, 'lag'>,
  groups: ReadonlyMap<string, readonly string[]>,
): Promise<Lags> => {
  const lags = new Map<string, number>()
  const asked = [...groups].map(async ([group, topics]) => {
    const found = await bus.lag(group, topics)
    for (const topic of topics) {
      const own = found.filter((one) => one.topic === topic)
      lags.set(
        lagKey(group, topic),
        own.reduce((sum, { messages }) => sum + messages, 0),
      )
    }
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, answerWithinMs)))
  await Promise.race([Promise.allSettled(asked), late])
  clearTimeout(timer)
  return new Map(lags)
}

const keptForMs = 1_500

/** Several people who look at once ask the bus once. */
const keptShortly = <Asked, Answer>(
  ask: (asked: Asked) => Promise<Answer>,
): ((asked: Asked) => Promise<Answer>) => {
  let kept: { readonly answer: Promise<Answer>; readonly at: number } | undefined
  return (asked) => {
    if (!kept || performance.now() > kept.at + keptForMs)
      kept = { answer: ask(asked), at: performance.now() }
    return kept.answer
  }
}
