/** A message between contexts or to the outside: CloudEvents 1.0 attributes beside a JSON payload. */
export interface BusMessage {
  readonly topic: string
  /** Messages of one key and topic stay in order. */
  readonly key: string
  /** Derived from the fact, so that a message sent twice is known to be one. */
  readonly id: string
  readonly source: string
  readonly type: string
  /** ISO 8601. */
  readonly time: string
  readonly traceparent: string
  readonly subject: string
  /** The entity's version: lets a consumer order facts that were spread over topics. */
  readonly entityVersion: number
  readonly payload: string
  /** Address of the schema that the payload keeps to. */
  readonly dataschema?: string
  /** Further CloudEvents attributes, such as `correlationid`: lower-case letters and digits, up to 20. */
  readonly extensions?: Readonly<Record<string, string>>
  /** Of a record that is no CloudEvent: what is wrong with it. Its other attributes are made up then. */
  readonly fault?: string
  /** Of topics that are divided by number, such as whole logs; elsewhere the key decides. */
  readonly partition?: number
}

/** A place within one partition, as its bus writes it. Nothing may be read out of it. */
export type Offset = string

export interface DeliveredMessage extends BusMessage {
  readonly partition: number
  readonly offset: Offset
  /** 1 at the first delivery to this member. */
  readonly attempt: number
}

export interface TopicShape {
  readonly name: string
  readonly partitions: number
  /** How long messages are kept at least, whether or not anybody has read them. */
  readonly retentionMs: number | 'for ever'
}

/** The record that comes next in a partition. */
export interface Place {
  readonly topic: string
  readonly partition: number
  readonly offset: Offset
}

/** The first record that is kept, the one that will come next, or the first one taken over at a time or later. */
export type Moment = 'earliest' | 'latest' | { readonly time: string }

/** A message that was given up, or that waits behind one of its key. */
export interface DeadLetter {
  readonly group: string
  readonly message: DeliveredMessage
  /** A slug: `handler-failed`, `waits-behind`, or what `CannotBeHandled` says. */
  readonly reason: string
  /** What the last attempt said, without its stack. */
  readonly error: string
  readonly attempts: number
}

/** Where messages go that nobody could handle. */
export interface DeadLetters {
  /**
   * The same message of a group twice is one letter. One that was redriven or discarded is dead again, as the message is
   * to be handled once more; it is `left` for whoever reads what he has read before, such as after each start.
   */
  add(letter: DeadLetter, settled?: 'reopened' | 'left'): Promise<void>
  /** Whether a message of the key lies here still, which later ones have to wait behind. */
  holds(group: string, topic: string, key: string): Promise<boolean>
}

/** Thrown by a handler that sees that no further attempt would help. */
export class CannotBeHandled extends Error {
  readonly reason: string
  constructor(reason: string, message: string) {
    super(message)
    this.name = 'CannotBeHandled'
    this.reason = reason
  }
}

export interface SubscribeOptions {
  readonly topics: readonly string[]
  readonly group: string
  /** Where a group begins that was never here. */
  readonly from: Moment
  /** One that throws gets the message again, later and later, while other keys go on. */
  readonly handle: (message: DeliveredMessage) => Promise<void>
  /** Messages that are handled at the same time, each of another key. */
  readonly concurrencyMax?: number
  /** Before each further attempt; the last one repeats. */
  readonly retryDelaysMs?: readonly number[]
  /** After so many attempts a message becomes a dead letter. Without it there is no end to them. */
  readonly deadLetters?: {
    readonly store: DeadLetters
    readonly attemptsMax: number
    /** What the later messages of its key do: go on without it, or lie down behind it. */
    readonly laterOfKey: 'follow' | 'wait'
  }
  /** Told of every failure. */
  readonly onFailure?: (error: unknown, message?: DeliveredMessage) => void
}

/** One member of a group. */
export interface Subscription {
  /** Begins with no further message, and stays in the group. */
  pause(): void
  resume(): void
  /** Goes on from there, in the partitions that this member has; the others are not its to move. */
  seek(places: readonly Place[]): Promise<void>
  /** Stops after the messages that are being handled. What was not begun is for the next member. */
  close(): Promise<void>
}

export interface ReadOptions {
  readonly from: readonly Place[]
  /** Ends there; without it, goes on with what comes. Partitions that `from` does not name are not read. */
  readonly to?: readonly Place[]
  /** Takes what is there, a partition's records in order. One that throws ends the reading. */
  readonly handle: (messages: readonly DeliveredMessage[]) => Promise<void>
}

export interface Reading {
  /** Resolves at the end, or when it was closed; rejects with what ended it before. */
  readonly done: Promise<void>
  close(): Promise<void>
}

/** How many messages of a partition a group has before it. */
export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  readonly messages: number
}

export interface Publisher {
  /**
   * Resolves when the bus durably has all of them. Messages of a key keep their order, also over calls that overlap.
   * Throws `MessageTooLarge` or `UnknownTopic` before anything is sent.
   */
  publish(messages: readonly BusMessage[]): Promise<void>
}

/**
 * Carries messages at least once, in order per key and topic. An effect is made exactly once by storing the
 * message's id with it, or by being a command whose id is derived from the message's.
 * Implementations pass testing/message-bus.conformance.ts.
 */
export interface MessageBus extends Publisher {
  /** Makes what is missing. Throws `TopicMismatch` where one is there in another shape. */
  ensureTopics(topics: readonly TopicShape[]): Promise<void>
  /** Each group gets every message of its topics once, shared among its members. Resolves when its start is fixed. */
  subscribe(options: SubscribeOptions): Promise<Subscription>
  /** The place in each partition of the topics. */
  places(topics: readonly string[], at: Moment): Promise<readonly Place[]>
  /** Without a group: everybody who reads gets everything. */
  read(options: ReadOptions): Promise<Reading>
  lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]>
  close(): Promise<void>
}

export class MessageTooLarge extends Error {
  constructor(topic: string, bytes: number, bytesMax: number) {
    super(`a message for ${topic} has ${bytes} bytes, and the bus carries ${bytesMax} at most`)
    this.name = 'MessageTooLarge'
  }
}

export class UnknownTopic extends Error {
  constructor(topic: string) {
    super(`there is no topic ${topic}`)
    this.name = 'UnknownTopic'
  }
}

export class TopicMismatch extends Error {
  constructor(topic: string, what: string, found: string | number, wanted: string | number) {
    super(`the topic ${topic} has ${what} ${found}, where ${wanted} is wanted`)
    this.name = 'TopicMismatch'
  }
}
