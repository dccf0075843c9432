import type { Clock } from '../../kernel/clock.ts'
import type { CommandDefinition } from '../../kernel/decider.ts'
import type { HandleCommand, Outcome } from '../../kernel/handle-command.ts'
import type { Ids, Uuid } from '../../kernel/id.ts'
import type { Command } from '../../kernel/message.ts'
import { backOff } from './loop.ts'

/** What sending commands on behalf of facts takes. */
export interface Sending {
  readonly handle: HandleCommand
  readonly ids: Ids
  readonly clock: Clock
}

/** A command that a fact, a timer or an answer calls for. */
export interface Sent {
  // Definitions of many commands stand side by side here; each handles its own.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly definition: CommandDefinition<any, any, any>
  readonly command: Command
  /** Derived from what caused it, so that sending it twice does nothing the second time. */
  readonly commandId: Uuid
  readonly actor: string
  readonly correlationId: Uuid
  /** The id of the event that caused it. */
  readonly causationId: Uuid
  readonly traceparent: string
}

/** Accepted or refused, now or at an earlier delivery. */
export type Answered = Exclude<Outcome, { kind: 'failed' }>

/** Somebody asked to stop before the command was answered. It will be sent again. */
export class Interrupted extends Error {}

/**
 * Sends a command until it is answered. What fails is sent again, later and later, and never skipped.
 * A handler that throws has a mistake in it: the error is passed on. Throws `Interrupted`.
 */
export const sendUntilAnswered = async (
  { handle, clock }: Sending,
  sent: Sent,
  signal: AbortSignal,
): Promise<Answered> => {
  const { definition, command, ...origin } = sent
  for (let failures = 1; ; failures++) {
    if (signal.aborted) throw new Interrupted('stopped before the command was answered')
    const outcome = await handle(definition, command, {
      ...origin,
      // Never compared: the id follows from the fact, and what was made of that first is what counts. To write out a
      // slice of a file only to digest it would cost as much as to append it.
      fingerprint: origin.commandId,
      now: clock.now(),
      onOtherContent: 'repeat',
    })
    if (outcome.kind !== 'failed') return outcome
    await pause(backOff(failures), signal)
  }
}

/**
 * Sends commands at once, so that they are committed together; those that look at one stream go one after the
 * other, in the order in which they were given.
 */
export const sendInLanes = (
  sending: Sending,
  signal: AbortSignal,
): ((sent: Sent) => Promise<Answered>) => {
  const lanes = new Map<string, Promise<unknown>>()
  return (sent) => {
    const streams = sent.definition.reads(sent.command).map(({ stream }) => stream)
    const before = streams.flatMap((stream) => lanes.get(stream) ?? [])
    const answered =
      before.length === 0
        ? sendUntilAnswered(sending, sent, signal)
        : Promise.all(before).then(() => sendUntilAnswered(sending, sent, signal))
    for (const stream of streams) lanes.set(stream, answered)
    const leave = () => {
      for (const stream of streams) if (lanes.get(stream) === answered) lanes.delete(stream)
    }
    answered.then(leave, leave)
    return answered
  }
}

/** The same for commands that are there together. Resolves when all are answered. */
export const sendAll = async (
  sending: Sending,
  all: readonly Sent[],
  signal: AbortSignal,
): Promise<readonly Answered[]> => {
  // All have ended before the first failure is passed on: nothing goes on behind the caller's back.
  const settled = await Promise.allSettled(all.map(sendInLanes(sending, signal)))
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}

/** Resolves after `ms`, or as soon as `signal` is aborted. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
