import type { Ids } from '../../kernel/id.ts'
import type { DomainEvent, RecordedEvent } from '../../kernel/message.ts'
import type { Ownership } from '../../kernel/ownership.ts'
import type { LiveLog, Policy } from '../../kernel/policy.ts'
import type { Checkpoint } from '../../kernel/relay.ts'
import { type Consumer, type ConsumerStatus, startConsumer } from './consumer.ts'
import type { LoopResult } from './loop.ts'
import { workThrough } from './page.ts'
import { placeOf } from './place.ts'
import { Interrupted, sendAll, type Sending, type Sent } from './send-intents.ts'

/** What everything that follows a log in the background is given. */
export interface Following {
  readonly ownership: Ownership
  /** Wakes whoever follows the log. */
  readonly onAppended: (listener: () => void) => () => void
  readonly onStatus?: (status: ConsumerStatus) => void
}

export interface PolicyOptions extends Sending, Following {
  /** Of this policy alone. */
  readonly checkpoint: Checkpoint
  /** Events looked at together. */
  readonly batchSizeMax?: number
}

/** While events trickle in, they are gathered for so long; while they stream in, longer. */
export const followPace = { paceMs: 20, paceMsMax: 100 } as const

/** The commands that a policy sends for an event, with the ids that they always have. */
export const commandsOf = <E extends DomainEvent>(
  policy: Policy<E>,
  log: string,
  ids: Pick<Ids, 'derive'>,
  event: RecordedEvent<E>,
): readonly Sent[] =>
  policy.react(event).map(({ definition, command }, index) => ({
    definition,
    command,
    commandId: ids.derive('policy', log, policy.name, event.id, String(index)),
    actor: `policy:${policy.name}`,
    correlationId: event.correlationId,
    causationId: event.id,
    traceparent: event.traceparent,
  }))

/**
 * Follows a log with a policy: facts in, commands out. The checkpoint moves when all commands of a batch
 * are answered, so after a crash some are sent again; their ids make that do nothing.
 */
export const runPolicy = <E extends DomainEvent>(
  policy: Policy<E>,
  live: LiveLog,
  options: PolicyOptions,
): Consumer => {
  const { checkpoint, batchSizeMax = 500 } = options
  const place = placeOf(checkpoint)
  const stopping = new AbortController()

  const react = (event: RecordedEvent<E>) => commandsOf(policy, live.name, options.ids, event)

  const step = async (): Promise<LoopResult> => {
    const page = await live.read(await place.current(), batchSizeMax)
    if (page.length === 0) {
      await place.rest()
      return 'idle'
    }
    const { results, to } = workThrough(page, policy.events, react)
    await sendAll(options, results, stopping.signal)
    await place.advance(to, results.length === 0)
    return page.length === batchSizeMax ? 'more' : { taken: page.length }
  }

  return startConsumer({
    ...options,
    name: `policy/${live.name}/${policy.name}`,
    begin: () => Promise.resolve(place.forget()),
    step: () => step().catch(overWhenInterrupted),
    interrupt: () => stopping.abort(),
    wakeOn: options.onAppended,
    ...followPace,
  })
}

/** Nothing failed: the process is being stopped. */
export const overWhenInterrupted = (error: unknown): 'over' => {
  if (error instanceof Interrupted) return 'over'
  throw error
}
