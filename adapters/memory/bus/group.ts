import type { Place, SubscribeOptions, Subscription } from '../../../kernel/message-bus.ts'
import { OrderedDelivery, type Partition } from '../../node/delivery/ordered-delivery.ts'
import type { TopicLog } from './topic-log.ts'

/** How many records a member takes up before the first of them is settled. */
const pendingMax = 1_000

interface Owned {
  readonly log: TopicLog
  readonly number: number
  readonly partition: Partition
  next: number
}

interface Member {
  readonly topics: ReadonlySet<string>
  readonly delivery: OrderedDelivery
  readonly owned: Map<string, Owned>
}

/** The members of a group, who share the partitions of their topics, and how far the group has come in each. */
export class Group {
  readonly #topic: (name: string) => TopicLog
  readonly #members: Member[] = []
  readonly #floors = new Map<string, number>()
  /** Partitions change hands one after the other. */
  #changing: Promise<unknown> = Promise.resolve()

  constructor(topic: (name: string) => TopicLog) {
    this.#topic = topic
  }

  async join(options: SubscribeOptions): Promise<Subscription> {
    const { topics, from } = options
    for (const log of topics.map(this.#topic))
      for (let number = 0; number < log.shape.partitions; number++) {
        const key = keyOf(log, number)
        if (!this.#floors.has(key)) this.#floors.set(key, log.place(number, from))
      }
    const delivery = new OrderedDelivery({ ...options, onSettled: () => this.#pump(member) })
    const member: Member = { topics: new Set(topics), delivery, owned: new Map() }
    this.#members.push(member)
    await this.#change(() => this.#share())
    return {
      pause: () => delivery.pause(),
      resume: () => delivery.resume(),
      seek: (places) => this.#change(() => this.#seek(member, places)),
      close: () => this.#leave(member),
    }
  }

  /** Something was published. */
  wake(): void {
    for (const member of this.#members) this.#pump(member)
  }

  /** The record that comes first for the group, where it has been. */
  floor(log: TopicLog, number: number): number | undefined {
    const key = keyOf(log, number)
    for (const { owned } of this.#members) {
      const mine = owned.get(key)
      if (mine) return Number(mine.partition.floor)
    }
    return this.#floors.get(key)
  }

  async close(): Promise<void> {
    for (let member = this.#members[0]; member; member = this.#members[0]) await this.#leave(member)
  }

  #change<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#changing.then(change)
    this.#changing = changed.catch(() => undefined)
    return changed
  }

  async #leave(member: Member): Promise<void> {
    const at = this.#members.indexOf(member)
    if (at !== -1) this.#members.splice(at, 1)
    // From this moment on nothing more begins, however long the rest takes.
    member.delivery.pause()
    await this.#change(async () => {
      await this.#giveUp(member, () => true)
      await this.#share()
    })
    // Lets those go that wait for their turn, and find that it is over.
    member.delivery.resume()
  }

  async #share(): Promise<void> {
    const wanted = new Map<Member, Set<string>>(this.#members.map((one) => [one, new Set()]))
    for (const name of new Set(this.#members.flatMap(({ topics }) => [...topics]))) {
      const log = this.#topic(name)
      const able = this.#members.filter(({ topics }) => topics.has(name))
      for (let number = 0; number < log.shape.partitions; number++) {
        const chosen = able[number % able.length]
        if (chosen) wanted.get(chosen)?.add(keyOf(log, number))
      }
    }
    for (const [member, keys] of wanted) await this.#giveUp(member, (key) => !keys.has(key))
    for (const [member, keys] of wanted) {
      for (const key of keys) this.#takeOver(member, key)
      this.#pump(member)
    }
  }

  async #giveUp(member: Member, which: (key: string) => boolean): Promise<void> {
    for (const [key, { partition }] of member.owned) {
      if (!which(key)) continue
      await partition.drop()
      this.#floors.set(key, Number(partition.floor))
      member.owned.delete(key)
    }
  }

  #takeOver(member: Member, key: string): void {
    if (member.owned.has(key)) return
    const { topic, number } = partsOf(key)
    const next = this.#floors.get(key) ?? 0
    const partition = member.delivery.open(BigInt(next))
    member.owned.set(key, { log: this.#topic(topic), number, partition, next })
  }

  async #seek(member: Member, places: readonly Place[]): Promise<void> {
    for (const { topic, partition, offset } of places) {
      const key = keyOf(this.#topic(topic), partition)
      if (!member.owned.has(key)) continue
      await this.#giveUp(member, (owned) => owned === key)
      this.#floors.set(key, Number(offset))
      this.#takeOver(member, key)
    }
    this.#pump(member)
  }

  #pump({ delivery, owned }: Member): void {
    for (const mine of owned.values()) {
      const room = pendingMax - delivery.pending
      for (const message of mine.log.from(mine.number, mine.next, room)) {
        mine.next = Number(message.offset) + 1
        mine.partition.offer(message)
      }
    }
  }
}

const keyOf = ({ shape }: TopicLog, number: number): string => `${number}/${shape.name}`
const partsOf = (key: string): { readonly topic: string; readonly number: number } => {
  const slash = key.indexOf('/')
  return { topic: key.slice(slash + 1), number: Number(key.slice(0, slash)) }
}
