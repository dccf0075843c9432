import type { DomainEvent, Position, RecordedEvent } from '../../kernel/message.ts'
import type { OutsideCall } from '../../kernel/outside-call.ts'
import type { Intent, LiveLog } from '../../kernel/policy.ts'
import type { Checkpoint } from '../../kernel/relay.ts'
import { type Consumer, startConsumer } from './consumer.ts'
import { backOff, type LoopResult } from './loop.ts'
import { workThrough } from './page.ts'
import { type Following, followPace, overWhenInterrupted } from './policies.ts'
import {
  type Answered,
  Interrupted,
  pause,
  type Sending,
  type Sent,
  sendUntilAnswered,
} from './send-intents.ts'
import { Slots } from './slots.ts'

export interface OutsideCallOptions extends Sending, Following {
  /** Of this call alone. */
  readonly checkpoint: Checkpoint
  /** How long stopping waits for calls that are under way. */
  readonly stopWithinMs?: number
  /**
   * Whether a fact may have been called for in a past that was lost: then it is not known whether the other side heard,
   * and the announced call counts as `ambiguous` without being made.
   */
  readonly mayHaveBeenMade?: (fact: {
    stream: string
    position: Position
    actor: string
  }) => Promise<boolean>
  /** How often a call without an intent is made before its answer is `ambiguous`. */
  readonly attemptsMax?: number
}

interface Work<E extends DomainEvent> {
  readonly event: RecordedEvent<E>
}

const pageSizeMax = 500
/** While calls are under way, the checkpoint is moved this often at least. */
const unwrittenMsMax = 300

/**
 * Makes the calls that facts ask for, as drawn in kernel/outside-call.ts. Several are under way at a time;
 * the checkpoint follows the oldest of them, so that a crash forgets none.
 */
export const runOutsideCall = <E extends DomainEvent, Answer>(
  outside: OutsideCall<E, Answer>,
  live: LiveLog,
  options: OutsideCallOptions,
): Consumer => {
  const { checkpoint, ids, mayHaveBeenMade, stopWithinMs = 10_000, attemptsMax = 5 } = options
  const name = `outside/${live.name}/${outside.name}`
  const actor = `policy:${outside.name}`
  const slots = new Slots(outside.concurrencyMax)
  const unfinished = new Map<Position, Promise<void>>()
  const closing = new AbortController()
  const abandoning = new AbortController()
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(new Interrupted('stopped while a call was waiting'))
    closing.signal.addEventListener('abort', stop, { once: true })
  })
  // Most calls end by themselves, and look at it never.
  stopped.catch(() => undefined)
  let stored: Position = 0
  let storedAt = -Infinity
  let readTo: Position | undefined

  const send = async (work: Work<E>, intent: Intent, step: string): Promise<Answered> => {
    const { event } = work
    const sent: Sent = {
      ...intent,
      commandId: ids.derive('outside', live.name, outside.name, event.id, step),
      actor,
      correlationId: event.correlationId,
      causationId: event.id,
      traceparent: event.traceparent,
    }
    return stubbornly(() => sendUntilAnswered(options, sent, abandoning.signal))
  }
  /** What was begun with a fact has to be ended with one, so a mistake on the way is shown and tried again. */
  const stubbornly = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
    for (let failures = 1; ; failures++)
      try {
        return await attempt()
      } catch (error) {
        if (error instanceof Interrupted) throw error
        options.onStatus?.({ name, state: 'retrying', reason: String(error) })
        await pause(backOff(failures), abandoning.signal)
        if (abandoning.signal.aborted) throw new Interrupted('stopped between attempts')
      }
  }
  const callOut = async ({ event }: Work<E>): Promise<Answer | 'ambiguous'> => {
    for (let attempt = 1; ; attempt++)
      try {
        return await outside.call(event, stopped)
      } catch (error) {
        if (error instanceof Interrupted && !outside.intent) throw error
        options.onStatus?.({ name, state: 'retrying', reason: String(error) })
        // Announced calls are made once: whether this one was heard is not known.
        if (outside.intent || (attempt >= attemptsMax && !outside.untilAnswered)) return 'ambiguous'
        // Nothing was announced: whoever goes on from here makes it anew.
        await pause(backOff(attempt), closing.signal)
        if (closing.signal.aborted) throw new Interrupted('stopped between attempts')
      }
  }
  const mayHaveBeenLost = ({ stream, position }: RecordedEvent<E>): Promise<boolean> =>
    stubbornly(async () => (await mayHaveBeenMade?.({ stream, position, actor })) ?? false)
  const perform = async (work: Work<E>): Promise<void> => {
    const { event } = work
    const intent = await stubbornly(async () => outside.intent?.(event))
    const announced = intent && (await send(work, intent, 'intent'))
    if (announced && announced.kind !== 'accepted') return
    const inDoubt =
      announced?.fresh === false || (announced !== undefined && (await mayHaveBeenLost(event)))
    const answer = inDoubt ? 'ambiguous' : await callOut(work)
    await stubbornly(() => send(work, answerOf(outside, event, answer), 'answer'))
  }

  const begin = (work: Work<E>) => {
    const { position } = work.event
    const performing = perform(work)
      .then(
        () => void unfinished.delete(position),
        // Not done: the checkpoint stays before it, and the next owner takes it up.
        () => undefined,
      )
      .finally(() => {
        slots.free()
        consumer.wake()
      })
    unfinished.set(position, performing)
  }
  const moveCheckpoint = async (): Promise<void> => {
    if (readTo === undefined) return
    const to = Math.min(readTo, ...[...unfinished.keys()].map((position) => position - 1))
    if (to <= stored) return
    const moved = await checkpoint.move(stored, to)
    storedAt = performance.now()
    if (moved) stored = to
    else readTo = undefined
  }
  const concerned = (event: RecordedEvent<E>): readonly Work<E>[] =>
    unfinished.has(event.position) || outside.concerns?.(event) === false ? [] : [{ event }]

  const step = async (): Promise<LoopResult> => {
    // While calls come and go it is not moved for each: those that a crash makes it look at again are found done.
    const isBusy = unfinished.size > 0 && performance.now() - storedAt < unwrittenMsMax
    if (!isBusy) await moveCheckpoint()
    if (readTo === undefined) stored = readTo = await checkpoint.read()
    const page = await live.read(readTo, pageSizeMax)
    if (page.length === 0) return 'idle'
    const { results, to } = workThrough(page, outside.events, concerned)
    for (const work of results) {
      await slots.take(closing.signal)
      begin(work)
      readTo = work.event.position
    }
    readTo = to
    return page.length === pageSizeMax ? 'more' : { taken: results.length }
  }

  const consumer = startConsumer({
    ...options,
    name,
    begin: () => Promise.resolve(void (readTo = undefined)),
    step: () => step().catch(overWhenInterrupted),
    interrupt: () => closing.abort(),
    end: async () => {
      const bound = pause(stopWithinMs, abandoning.signal)
      await Promise.race([Promise.all(unfinished.values()), bound])
      abandoning.abort()
      // Where it fails, the same calls are looked at again, and found done.
      await moveCheckpoint().catch(() => undefined)
    },
    wakeOn: options.onAppended,
    ...followPace,
  })
  return consumer
}

/** An answer that the context cannot put into words is as good as none. */
const answerOf = <E extends DomainEvent, Answer>(
  outside: OutsideCall<E, Answer>,
  event: RecordedEvent<E>,
  answer: Answer | 'ambiguous',
): Intent => {
  try {
    return outside.answer(event, answer)
  } catch (error) {
    if (answer === 'ambiguous') throw error
    return outside.answer(event, 'ambiguous')
  }
}
