import type { Instant } from '../../kernel/clock.ts'
import { sourceOf } from '../../kernel/message-contract.ts'
import type { Declaring } from './declared.ts'

/** One way that messages went, as it was counted. */
export interface ObservedWay {
  readonly topic: string
  readonly source: string
  /** Empty: they were published. */
  readonly consumer: string
  readonly lastMinute: number
  readonly lastHour: number
  readonly firstAt: Instant
  readonly lastAt: Instant
}

/** Whose a source or a consumer is: a context of this installation, or a system beside it. */
export interface Systems {
  readonly ofSource: (source: string) => string
  readonly ofConsumer: (consumer: string) => string
  readonly isContext: (system: string) => boolean
}

/** `consumers` says which context each of our own groups and readers belongs to. */
export const systemsOf = (
  contexts: readonly Pick<Declaring, 'name'>[],
  consumers: ReadonlyMap<string, string>,
): Systems => {
  const bySource = new Map(contexts.map(({ name }) => [sourceOf(name), name]))
  const names = new Set(contexts.map(({ name }) => name))
  return {
    ofSource: (source) => bySource.get(source) ?? outsideName(source, names),
    ofConsumer: (consumer) => consumers.get(consumer) ?? consumer,
    isContext: (system) => names.has(system),
  }
}

/** `/otto` is otto; one that calls itself like a context of ours, and is not, keeps its slash. */
const outsideName = (source: string, contexts: ReadonlySet<string>): string => {
  const name = source.replace(/^\/+/, '')
  return name === '' || contexts.has(name) ? source : name
}
