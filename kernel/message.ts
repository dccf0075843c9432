import type { Instant } from './clock.ts'
import type { Uuid } from './id.ts'

/** A fact as its context states it: past tense, specific, kept for ever. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly data: Data
}

/** An intent as its context states it: imperative; it may be refused. */
export interface Command<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly data: Data
}

/** Names the events of one entity, in version order, for example `payment-0190...`. */
export type StreamName = string

/** Place in one log: 1, 2, 3, without gaps, in commit order. Outside the event store it travels as a token. */
export type Position = number

/** Who asked: `user:<id>`, `api-key:<id>`, `policy:<name>`, `timer:<schedule>`, `system`. Never a person's name. */
export type Actor = string

/** Why and on whose behalf: copied from a command to every event that it causes. */
export interface Origin {
  readonly actor: Actor
  /** The business story that this belongs to; the first message's id. */
  readonly correlationId: Uuid
  /** The message that caused this one: a command's id. */
  readonly causationId: Uuid
  /** W3C trace context (`00-<trace>-<span>-<flags>`). */
  readonly traceparent: string
}

/** What the log adds to an event. */
export interface EventRecord extends Origin {
  readonly id: Uuid
  /** Shape of `data`; readers see the newest one, because old ones are upcast on the way. */
  readonly schemaVersion: number
  readonly stream: StreamName
  /** 1 for the first event of its stream. */
  readonly version: number
  readonly position: Position
  readonly time: Instant
}

/** An event as the log gives it back. Looking at its type tells what its data are. */
export type RecordedEvent<E extends DomainEvent = DomainEvent> = E & EventRecord

/** What a command is sent with. */
export interface CommandEnvelope extends Origin {
  /** The same id again gives the same outcome and no second effect. */
  readonly commandId: Uuid
  /** Digest of what was asked, taken before personal data was sealed; tells a retry from a reuse of the id. */
  readonly fingerprint: string
  readonly now: Instant
  /**
   * What the same id with another fingerprint means. A client that reuses a key by mistake is refused;
   * a policy whose code changed between two deliveries of one fact has done its work already.
   */
  readonly onOtherContent: 'refuse' | 'repeat'
  /**
   * How long the outcome is kept at least; for ever without it. Only for senders that stop repeating themselves:
   * a policy, a timer or an outside call may be replayed years later, and must then find what it did.
   */
  readonly outcomeKeptMs?: number
  /**
   * The version at which whoever asks has seen a stream that the command reads: behind it nothing is decided any more.
   * Left out: whatever has become of it.
   */
  readonly seenAt?: { readonly stream: StreamName; readonly version: number }
}
