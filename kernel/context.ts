import type { Clock } from './clock.ts'
import type { CommandDefinition } from './decider.ts'
import type { EventSchemas } from './event-schema.ts'
import type { LogReader } from './event-store.ts'
import type { HandleCommand } from './handle-command.ts'
import type { Ids } from './id.ts'
import type { Vault } from './personal-data.ts'
import type { MessageContract } from './message-contract.ts'
import type { OutsideCall } from './outside-call.ts'
import type { Policy } from './policy.ts'
import type { Publish } from './relay.ts'
import type { Answering } from './request-reply/answering.ts'
import type { Asking } from './request-reply/questions-view.ts'
import type { Resource } from './resource.ts'
import type { Route } from './route.ts'
import type { Schedule } from './schedule.ts'
import type { View, ViewReader } from './view.ts'

/** What a context is handed when a process runs it. */
export interface ContextTools {
  readonly handle: HandleCommand
  readonly log: LogReader
  readonly vault: Vault
  readonly ids: Ids
  readonly clock: Clock
  /** The reader of one of this context's own views. */
  // Which events it folds is of no interest to who reads it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly view: <Row extends object>(view: View<Row, any>) => ViewReader<Row>
  /** How many timers of one of this context's schedules wait for one thing; at most `countMax` are counted. */
  readonly timersWaiting: (schedule: string, waitsFor: string, countMax: number) => Promise<number>
  /** Writes down that personal data was shown to somebody, before it is shown. */
  readonly audit: Audit
}

/** The record of who saw whose personal data, and who moved what, and why. Kept in the log of `access`. */
export interface Audit {
  unmasked(viewing: {
    readonly actor: string
    readonly subjects: readonly string[]
    /** What was looked at: `payment 0190...`. */
    readonly thing: string
    readonly reason: string
    readonly requestId: string
  }): Promise<void>
  /** Somebody is about to move something that no context decides on. Written down before it is done. */
  acted(act: {
    readonly actor: string
    /** A slug: `dead-letter-discarded`. */
    readonly action: string
    /** What it is done to: `dead letter 0190...`. */
    readonly thing: string
    readonly reason?: string
    readonly requestId: string
  }): Promise<void>
}

/** A bounded context's table of contents. Adding one is a folder, and a line in processes/contexts.ts. */
export interface Context {
  /** Names its log; lower-case letters and digits. */
  readonly name: string
  readonly events: EventSchemas
  // Views, policies and schedules of many event types stand side by side; each checks its own.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly views: readonly View<any, any>[]
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly policies?: readonly Policy<any>[]
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly schedules?: readonly Schedule<any>[]
  /** What its schedules may send: a timer is stored with the type of its command, and found again by it. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly commands?: readonly CommandDefinition<any, any, any>[]
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly outsideCalls?: (tools: ContextTools) => readonly OutsideCall<any, any>[]
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly publish?: Publish<any>
  /** The facts that `publish` makes. */
  readonly publishes?: readonly MessageContract[]
  /** Questions to other systems; its events, schedules and `publish` hold theirs (kernel/request-reply). */
  readonly asks?: Asking
  /** Questions of other systems. */
  readonly answers?: readonly Answering[]
  /** The things that its messages are about. */
  readonly resources?: (tools: ContextTools) => readonly Resource[]
  readonly routes?: (tools: ContextTools) => readonly Route[]
}
