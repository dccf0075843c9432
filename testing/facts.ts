import type { Instant } from '../kernel/clock.ts'
import type { DomainEvent, RecordedEvent } from '../kernel/message.ts'

/** When nothing is said about it, everything in a test happens at this time. */
export const testTime: Instant = Date.UTC(2026, 0, 1, 12)

/** An event, and as much of how it was recorded as the test is about. */
export type Fact<E extends DomainEvent = DomainEvent> = E &
  Partial<Omit<RecordedEvent<E>, 'type' | 'data'>>

/** The facts as a log gives them back: positions follow each other, versions within each stream. */
export const recorded = <E extends DomainEvent>(
  facts: readonly Fact<E>[],
  { after = 0, stream = 'test-1' }: { readonly after?: number; readonly stream?: string } = {},
): readonly RecordedEvent<E>[] => {
  const versions = new Map<string, number>()
  return facts.map((fact, index) => {
    const at = fact.stream ?? stream
    const version = (versions.get(at) ?? 0) + 1
    versions.set(at, version)
    const id = `00000000-0000-7000-8000-${(after + index + 1).toString(16).padStart(12, '0')}`
    return {
      id,
      schemaVersion: 1,
      stream: at,
      version,
      position: after + index + 1,
      time: testTime,
      actor: 'system',
      correlationId: id,
      causationId: id,
      traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
      ...fact,
    }
  })
}

/** For a call to the outside, while the work goes on. */
export const neverStopped = new Promise<never>(() => undefined)

/** `PaymentReceived, PaymentValidated`, for messages of failed tests. */
export const typesOf = (messages: readonly { readonly type: string }[]): string =>
  messages.map(({ type }) => type).join(', ') || 'nothing'
