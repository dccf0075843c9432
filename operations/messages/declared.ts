import type { Context } from '../../kernel/context.ts'
import { topicOf, type MessageContract } from '../../kernel/message-contract.ts'

/** What contexts say that they send and take. */
export type Declaring = Pick<Context, 'name' | 'publishes' | 'asks' | 'answers'>

export type MessageKind = 'fact' | 'request' | 'reply' | 'log'

/** A message by its topic, with the systems between which it is declared to go. */
export interface DeclaredMessage {
  readonly topic: string
  readonly message: string
  readonly kind: MessageKind
  readonly summary: string
  readonly partitions: number
  readonly retentionMs: number | 'for ever'
  readonly senders: readonly string[]
  /** Empty: whoever subscribes. */
  readonly receivers: readonly string[]
  /** Whoever wants to may ask, */
  readonly isOpenToSenders: boolean
  /** and is answered on the same topic as everybody else. */
  readonly isOpenToReceivers: boolean
}

interface Part {
  readonly contract: MessageContract
  readonly kind: MessageKind
  readonly sender?: string
  readonly receiver?: string
}

/** Every message that is declared, once, by topic. Systems are contexts by their names, and those that they ask. */
export const declaredMessages = (
  contexts: readonly Declaring[],
  environment: string,
): readonly DeclaredMessage[] => {
  const byTopic = new Map<string, DeclaredMessage>()
  for (const part of contexts.flatMap((context) => partsOf(context, contexts))) {
    const topic = topicOf(part.contract, environment)
    byTopic.set(topic, withPart(byTopic.get(topic) ?? bare(topic, part), part))
  }
  return [...byTopic.values()].sort((one, other) => (one.topic < other.topic ? -1 : 1))
}

const partsOf = (context: Declaring, all: readonly Declaring[]): readonly Part[] => {
  const { name, publishes = [], asks, answers = [] } = context
  return [
    ...publishes.map((contract) => ({ contract, kind: 'fact', sender: name }) as const),
    ...(asks?.questions ?? []).flatMap(({ request, reply, source, name: question }): Part[] => {
      const asked = answering(all, source, question) ?? source
      return [
        { contract: request, kind: 'request', sender: name, receiver: asked },
        { contract: reply, kind: 'reply', sender: asked, receiver: name },
      ]
    }),
    ...answers.flatMap(({ asked: { request, reply } }): Part[] => [
      { contract: request, kind: 'request', receiver: name },
      { contract: reply, kind: 'reply', sender: name },
    ]),
  ]
}

/** The context that answers for a source. */
const answering = (all: readonly Declaring[], source: string, question: string) =>
  all.find(({ answers = [] }) =>
    answers.some(({ asked }) => asked.source === source && asked.name === question),
  )?.name

const bare = (topic: string, { contract, kind }: Part): DeclaredMessage => {
  const { name: message, summary, partitions, retentionMs } = contract
  const nobody = {
    senders: [],
    receivers: [],
    isOpenToSenders: false,
    isOpenToReceivers: false,
  }
  return { topic, message, kind, summary, partitions, retentionMs, ...nobody }
}

const withPart = (message: DeclaredMessage, { kind, sender, receiver }: Part): DeclaredMessage => ({
  ...message,
  senders: including(message.senders, sender),
  receivers: including(message.receivers, receiver),
  isOpenToSenders: message.isOpenToSenders || (kind === 'request' && sender === undefined),
  isOpenToReceivers: message.isOpenToReceivers || (kind === 'reply' && receiver === undefined),
})

const including = (names: readonly string[], name: string | undefined): readonly string[] =>
  name === undefined || names.includes(name) ? names : [...names, name].sort()
