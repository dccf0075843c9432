/** A message between contexts or to the outside: CloudEvents 1.0 attributes beside a JSON payload. */
export interface BusMessage {
  readonly topic: string
  /** Messages of one key stay in order. */
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
}

export interface DeliveredMessage extends BusMessage {
  /** 1 at the first delivery. */
  readonly attempt: number
}

export interface Subscription {
  /** Stops after the messages that are being handled. */
  close(): Promise<void>
}

/** Carries messages at least once, in order per key. Implementations pass testing/message-bus.conformance.ts. */
export interface MessageBus {
  /** Resolves when the bus has taken all of them over. */
  publish(messages: readonly BusMessage[]): Promise<void>
  /** Each group gets every message of its topics once, shared among its members. A handler that throws gets it again. */
  subscribe(
    topics: readonly string[],
    group: string,
    handle: (message: DeliveredMessage) => Promise<void>,
  ): Promise<Subscription>
}
