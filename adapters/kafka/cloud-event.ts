import type { BusMessage } from '../../kernel/message-bus.ts'
import type { Taken } from '../node/delivery/ordered-delivery.ts'

/** A record as the client sends it. */
export interface KafkaRecord {
  readonly topic: string
  readonly key: Buffer
  readonly value: Buffer
  readonly headers: Map<Buffer, Buffer>
  readonly partition?: number
}

/** A record as a broker gives it. */
export interface Found {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  readonly timestamp: bigint
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly (readonly [Buffer | null, Buffer | null])[]
}

const prefix = 'ce_'
const contentType = [Buffer.from('content-type'), Buffer.from('application/json')] as const

/** Names are the same in every message: their bytes are made once. */
const names = new Map<string, Buffer>()
const nameOf = (attribute: string): Buffer => {
  const known = names.get(attribute)
  if (known) return known
  const made = Buffer.from(prefix + attribute)
  if (names.size < 100) names.set(attribute, made)
  return made
}

/** CloudEvents 1.0 in binary mode: attributes are headers, the value is the payload alone. */
export const recordOf = (message: BusMessage): KafkaRecord => {
  const { topic, key, payload, partition, extensions = {}, dataschema } = message
  const attributes: { readonly [name: string]: string | undefined } = {
    specversion: '1.0',
    id: message.id,
    source: message.source,
    type: message.type,
    time: message.time,
    subject: message.subject,
    traceparent: message.traceparent,
    entityversion: String(message.entityVersion),
    dataschema,
    ...extensions,
  }
  const headers = new Map<Buffer, Buffer>([[...contentType]])
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) headers.set(nameOf(name), Buffer.from(value))
  return {
    topic,
    key: Buffer.from(key),
    value: Buffer.from(payload),
    headers,
    ...(partition === undefined ? {} : { partition }),
  }
}

const own = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'subject',
  'traceparent',
  'entityversion',
  'dataschema',
])

/** The inverse. What a sender of another kind leaves out is made up from what the broker knows. */
export const messageOf = (found: Found): Taken => {
  const { topic, partition, offset } = found
  const said = attributesOf(found)
  const extensions = Object.entries(said).filter(([name]) => !own.has(name))
  return {
    topic,
    key: found.key?.toString() ?? '',
    id: said['id'] ?? `${topic}/${partition}/${offset}`,
    source: said['source'] ?? '',
    type: said['type'] ?? topic.slice(topic.lastIndexOf('.') + 1),
    time: said['time'] ?? new Date(Number(found.timestamp)).toISOString(),
    traceparent: said['traceparent'] ?? '',
    subject: said['subject'] ?? '',
    entityVersion: Number(said['entityversion'] ?? 0),
    payload: found.value?.toString() ?? '',
    ...(said['dataschema'] === undefined ? {} : { dataschema: said['dataschema'] }),
    ...(extensions.length > 0 ? { extensions: Object.fromEntries(extensions) } : {}),
    partition,
    offset: String(offset),
  }
}

const attributesOf = ({ headers }: Found): Record<string, string> => {
  const said: Record<string, string> = {}
  for (const [name, value] of headers) {
    const text = name?.toString() ?? ''
    // Trace context also comes under its own name, as HTTP has it.
    if (text === 'traceparent') said['traceparent'] ??= value?.toString() ?? ''
    if (text.startsWith(prefix)) said[text.slice(prefix.length)] = value?.toString() ?? ''
  }
  return said
}
