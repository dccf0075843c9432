import type { RecordedEvent } from '../../kernel/message.ts'
import type { Intent, LiveLog } from '../../kernel/policy.ts'
import type { Checkpoint } from '../../kernel/relay.ts'
import { type Consumer, startConsumer } from './consumer.ts'
import type { LoopResult } from './loop.ts'
import { workThrough } from './page.ts'
import { placeOf } from './place.ts'
import { type Following, followPace, overWhenInterrupted } from './policies.ts'
import { sendAll, type Sending, type Sent } from './send-intents.ts'

/** A context that takes up the facts of another. */
export interface FactTaker {
  /** Awaited before each page, so that what it knows is no older than the facts; gives what is to be sent first. */
  readonly prepare: () => Promise<readonly Intent[]>
  readonly deliveries: (event: RecordedEvent) => readonly Intent[]
}

export interface FanOutOptions extends Sending, Following {
  /** Of this source alone. */
  readonly checkpoint: Checkpoint
  readonly batchSizeMax?: number
}

/**
 * Follows the log of one context with the commands of another. What is lost with a crash between the commands and
 * the checkpoint is sent again; the ids, derived from fact and place, make that do nothing.
 */
export const runFanOut = (
  name: string,
  taker: FactTaker,
  live: LiveLog,
  options: FanOutOptions,
): Consumer => {
  const { checkpoint, ids, batchSizeMax = 500 } = options
  const place = placeOf(checkpoint)
  const stopping = new AbortController()

  const sentFor = (event: RecordedEvent, { definition, command }: Intent, place: string): Sent => ({
    definition,
    command,
    commandId: ids.derive('fan-out', name, live.name, event.id, keyOf(command, place)),
    actor: `policy:${name}`,
    correlationId: event.correlationId,
    causationId: event.id,
    traceparent: event.traceparent,
  })
  const react = (event: RecordedEvent): readonly Sent[] =>
    taker.deliveries(event).map((intent, index) => sentFor(event, intent, String(index)))

  const step = async (): Promise<LoopResult> => {
    const page = await live.read(await place.current(), batchSizeMax)
    if (page.length === 0) {
      await place.rest()
      return 'idle'
    }
    const [first] = page
    const ahead = await taker.prepare()
    if (first && ahead.length > 0)
      await sendAll(
        options,
        ahead.map((intent, index) => sentFor(first, intent, `ahead ${index}`)),
        stopping.signal,
      )
    const types = [...new Set(page.map(({ type }) => type))]
    const { results, to } = workThrough(page, types, react)
    await sendAll(options, results, stopping.signal)
    await place.advance(to, results.length === 0 && ahead.length === 0)
    return page.length === batchSizeMax ? 'more' : { taken: page.length }
  }

  return startConsumer({
    ...options,
    name: `fan-out/${live.name}/${name}`,
    begin: () => Promise.resolve(place.forget()),
    step: () => step().catch(overWhenInterrupted),
    interrupt: () => stopping.abort(),
    wakeOn: options.onAppended,
    ...followPace,
  })
}

/** Who wants a fact may be others when it is looked at again: an index would give two of them one id. */
const keyOf = ({ data }: Intent['command'], place: string): string => {
  const { deliveryId } = data as { readonly deliveryId?: string }
  return deliveryId ?? place
}
