import type { Flow, MessageKind } from './traffic-queries.ts'

/** What a difference between what is declared and what was seen means, in few words. */
export const differenceWords: Readonly<Record<string, string>> = {
  'not-seen': 'Not seen for a day',
  'no-consumer': 'No consumer known',
  'not-handled': 'Published, not handled',
  'topic-undeclared': 'Topic not declared',
  'sender-undeclared': 'Sender not declared',
  'receiver-undeclared': 'Receiver not declared',
}

export const kindWords: Readonly<Record<MessageKind, string>> = {
  fact: 'Fact',
  request: 'Request',
  reply: 'Reply',
  log: 'Whole log',
}

/** `0`, `0.3/s`, `12/s`: messages a second. */
export const formatRate = (perSecond: number): string => {
  if (perSecond === 0) return '0'
  const digits = perSecond < 10 ? 1 : 0
  return perSecond < 0.1 ? '<0.1/s' : `${perSecond.toFixed(digits)}/s`
}

/** How much goes that way: what was published, or, of other systems, what was handled. */
export const rateOf = ({ seen }: Pick<Flow, 'seen'>): number =>
  seen ? Math.max(seen.publishedPerSecond, seen.handledPerSecond) : 0
