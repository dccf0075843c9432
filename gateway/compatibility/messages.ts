import { isDocument, memberOf, type CompatibilityRule, type Document } from './rules.ts'
import { compareSchemas, resolve } from './schemas.ts'

/** What programs on the bus may rely on, and what takes it from them. */
export const messageRules = {
  'channel-removed': 'A topic is gone',
  'address-changed': 'A topic has another name',
  'partitions-changed': 'A topic has another number of partitions, and its keys lie elsewhere',
  'retention-shortened': 'A topic keeps its messages for less time than readers count on',
  'message-removed': 'A message no longer comes on its topic',
  'operation-removed': 'A message is no longer sent or taken by the context that did',
  'operation-changed': 'A message goes another way, or its answer does',
  'key-changed': 'Messages are in order by another field',
  'version-not-raised': 'A message has another shape and no higher version',
  'field-removed': 'A field is gone',
  'field-demanded': 'A field must be there that messages on the topic may lack',
  'field-may-lack': 'A field may be missing that readers find always there',
  'shape-narrowed': 'A field has a shape that messages on the topic may not fit',
  'shape-widened': 'A field may have a shape that readers do not know',
  'value-removed': 'One of the fixed values of a field is gone, and lies on the topic',
  'value-added': 'A field may have a fixed value that readers do not know',
} as const

export type MessageRule = keyof typeof messageRules

export interface MessageIncompatibility {
  readonly rule: MessageRule
  /** `payments.PaymentSettled PaymentSettled/amount`. */
  readonly where: string
}

/** What an AsyncAPI document takes from programs that rely on an earlier one; nothing where it only adds. */
export const messageIncompatibilities = (
  before: Document,
  after: Document,
): readonly MessageIncompatibility[] => [
  ...Object.entries(memberOf(before, 'channels')).flatMap(([name, channel]) => {
    const now = memberOf(after, 'channels')[name]
    if (!isDocument(now) || !isDocument(channel)) return [at('channel-removed', name)]
    return compareChannels(before, after, name, channel, now)
  }),
  ...Object.entries(memberOf(before, 'operations')).flatMap(([name, operation]) => {
    const now = memberOf(after, 'operations')[name]
    if (!isDocument(now) || !isDocument(operation)) return [at('operation-removed', name)]
    return isSame(operation, now, ['action', 'channel', 'messages', 'reply'])
      ? []
      : [at('operation-changed', name)]
  }),
]

const at = (rule: MessageRule, where: string): MessageIncompatibility => ({ rule, where })

const isSame = (one: Document, other: Document, members: readonly string[]): boolean =>
  members.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]))

const compareChannels = (
  before: Document,
  after: Document,
  where: string,
  old: Document,
  now: Document,
): readonly MessageIncompatibility[] => [
  ...(isSame(old, now, ['address']) ? [] : [at('address-changed', where)]),
  // Keys would move to other partitions, and order be lost.
  ...(kafkaOf(old)['partitions'] === kafkaOf(now)['partitions']
    ? []
    : [at('partitions-changed', where)]),
  ...(keptMs(now) < keptMs(old) ? [at('retention-shortened', where)] : []),
  ...Object.entries(memberOf(old, 'messages')).flatMap(([name, reference]) => {
    const other = memberOf(now, 'messages')[name]
    if (!isDocument(reference) || !isDocument(other)) return [at('message-removed', where)]
    const [message, messageNow] = [resolve(before, reference), resolve(after, other)]
    return compareMessages(before, after, `${where} ${name}`, message, messageNow)
  }),
]

/** For ever is -1. */
const keptMs = (channel: Document): number => {
  const ms = Number(memberOf(kafkaOf(channel), 'topicConfiguration')['retention.ms'] ?? 0)
  return ms < 0 ? Infinity : ms
}

const kafkaOf = (channel: Document): Document => memberOf(memberOf(channel, 'bindings'), 'kafka')

/**
 * A message may lie on its topic while the programs at both ends are renewed, one before the other: who knows the new
 * shape reads the old one, and who knows the old one reads the new one.
 */
const compareMessages = (
  before: Document,
  after: Document,
  where: string,
  old: Document,
  now: Document,
): readonly MessageIncompatibility[] => {
  const [payload, payloadNow] = [memberOf(old, 'payload'), memberOf(now, 'payload')]
  const oldRead = compareSchemas(
    { before, after, direction: 'request' },
    payload,
    payloadNow,
    where,
  )
  const back = { before: after, after: before, direction: 'request' } as const
  const newRead = compareSchemas(back, payloadNow, payload, where)
  const isChanged = written(before, payload) !== written(after, payloadNow)
  const version = Number(old['x-version'] ?? 0)
  const versionNow = Number(now['x-version'] ?? 0)
  const isRaised = isChanged ? versionNow > version : versionNow >= version
  return [
    ...oldRead.flatMap(({ rule, where: place }) => named(whenOldIsRead[rule], place)),
    ...newRead.flatMap(({ rule, where: place }) => named(whenNewIsRead[rule], place)),
    ...(isSame(old, now, ['x-key']) ? [] : [at('key-changed', where)]),
    ...(isRaised ? [] : [at('version-not-raised', where)]),
  ]
}

type Named = Readonly<Partial<Record<CompatibilityRule, MessageRule>>>

/** What keeps a message of the old shape from who knows the new one. */
const whenOldIsRead: Named = {
  'request-field-removed': 'field-removed',
  'request-field-required': 'field-demanded',
  'request-narrowed': 'shape-narrowed',
  'value-removed': 'value-removed',
}

/** What keeps a message of the new shape from who knows the old one. A field more does not: it is let pass. */
const whenNewIsRead: Named = {
  'request-field-required': 'field-may-lack',
  'request-narrowed': 'shape-widened',
  'value-removed': 'value-added',
}

const named = (rule: MessageRule | undefined, where: string): readonly MessageIncompatibility[] =>
  rule ? [at(rule, where)] : []

/** The schema with what it refers to, and without what only people read. */
const written = (document: Document, schema: unknown): string =>
  JSON.stringify(schema, (name, value: unknown) => {
    if (['description', 'examples', 'title'].includes(name) && !isDocument(value)) return undefined
    return isDocument(value) ? resolve(document, value) : value
  })
