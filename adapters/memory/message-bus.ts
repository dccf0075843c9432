import type {
  BusMessage,
  DeliveredMessage,
  MessageBus,
  Subscription,
} from '../../kernel/message-bus.ts'

export interface MemoryMessageBusOptions {
  /** Wait before the second delivery; it doubles with each one. */
  readonly redeliverAfterMs?: number
  readonly redeliverAfterMsMax?: number
}

type Handle = (message: DeliveredMessage) => Promise<void>

/** The members of a group, and the messages of each key that wait for one of them. */
interface Group {
  readonly name: string
  readonly members: Map<symbol, { readonly topics: ReadonlySet<string>; readonly handle: Handle }>
  /** Topics that any member has ever asked for: what they carry is kept while nobody is there. */
  readonly topics: Set<string>
  readonly lanes: Map<string, BusMessage[]>
  readonly busy: Map<string, symbol>
}

/** A bus that lives as long as its process. Messages wait for a group that has subscribed once. */
export const memoryMessageBus = ({
  redeliverAfterMs = 100,
  redeliverAfterMsMax = 10_000,
}: MemoryMessageBusOptions = {}): MessageBus => {
  const groups = new Map<string, Group>()

  const deliver = async (group: Group, lane: string): Promise<void> => {
    const [message] = group.lanes.get(lane) ?? []
    if (!message || group.busy.has(lane)) return
    const able = [...group.members].filter(([, { topics }]) => topics.has(message.topic))
    const chosen = able[hashOf(message.key) % able.length]
    if (!chosen) return
    const [id, member] = chosen
    group.busy.set(lane, id)
    const handled = await attempt(group, id, member.handle, message)
    group.busy.delete(lane)
    if (handled) group.lanes.get(lane)?.shift()
    if (group.lanes.get(lane)?.length === 0) group.lanes.delete(lane)
    void deliver(group, lane)
  }
  /** True once the member has handled it; false where it left before. */
  const attempt = async (
    group: Group,
    member: symbol,
    handle: Handle,
    message: BusMessage,
  ): Promise<boolean> => {
    for (let attempts = 1; ; attempts++) {
      try {
        await handle({ ...message, attempt: attempts })
        return true
      } catch {
        const wait = Math.min(redeliverAfterMsMax, redeliverAfterMs * 2 ** (attempts - 1))
        await new Promise((resolve) => setTimeout(resolve, wait))
        if (!group.members.has(member)) return false
      }
    }
  }

  return {
    publish: (messages) => {
      for (const message of messages)
        for (const group of groups.values()) {
          if (!group.topics.has(message.topic)) continue
          const lane = message.key
          const waiting = group.lanes.get(lane)
          if (waiting) waiting.push(message)
          else group.lanes.set(lane, [message])
          queueMicrotask(() => void deliver(group, lane))
        }
      return Promise.resolve()
    },
    subscribe: (topics, name, handle): Promise<Subscription> => {
      const group = groups.get(name) ?? emptyGroup(name)
      groups.set(name, group)
      const id = Symbol(name)
      group.members.set(id, { topics: new Set(topics), handle })
      for (const topic of topics) group.topics.add(topic)
      for (const lane of group.lanes.keys()) void deliver(group, lane)
      return Promise.resolve({
        close: async () => {
          group.members.delete(id)
          while ([...group.busy.values()].includes(id))
            await new Promise((resolve) => setTimeout(resolve, 5))
        },
      })
    },
  }
}

const emptyGroup = (name: string): Group => ({
  name,
  members: new Map(),
  topics: new Set(),
  lanes: new Map(),
  busy: new Map(),
})

const hashOf = (key: string): number => {
  let hash = 0
  for (let index = 0; index < key.length; index++)
    hash = (Math.imul(hash, 31) + key.charCodeAt(index)) >>> 0
  return hash
}
