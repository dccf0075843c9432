import { bulkhead, circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel'
import { MessageTooLarge, UnknownTopic, type Publisher } from '../../kernel/message-bus.ts'
import { watchLine, type LineStatus, type LineTerms } from '../node/outside-line.ts'

/** The client itself repeats and gives up: forty times, every half second. */
export const publishingTerms: LineTerms = {
  timeoutMs: 20_000,
  underWayMax: 4_096,
  queuedMax: 4_096,
  failuresMax: 3,
  openMs: 1_000,
  repeatsMax: 40,
}

/**
 * Bulkhead around breaker around publishing. Whoever publishes while the brokers are away is told so at once, and
 * comes again with the same messages. Calls begin in the order in which they came, so that keys stay in order.
 */
export const publishingLine = (
  publisher: Publisher,
  terms: LineTerms = publishingTerms,
): Publisher & { readonly status: () => LineStatus } => {
  const slots = bulkhead(terms.underWayMax, terms.queuedMax)
  const breaker = circuitBreaker(handleWhen(isFailure), {
    breaker: new ConsecutiveBreaker(terms.failuresMax),
    halfOpenAfter: terms.openMs,
  })
  return {
    publish: (messages) => slots.execute(() => breaker.execute(() => publisher.publish(messages))),
    status: watchLine({ breaker, bulkheads: [slots], terms }),
  }
}

// What no bus would take says nothing about this one.
const isFailure = (error: unknown): boolean =>
  !(
    error instanceof MessageTooLarge ||
    error instanceof UnknownTopic ||
    error instanceof RangeError
  )
