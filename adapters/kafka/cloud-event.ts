import type { BusMessage } from '../../kernel/message-bus.ts'
import { eachHeader, fromCloudEvent } from '../node/cloud-event.ts'
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

/** Names, and what messages of a kind say alike, are the same again and again: their bytes are made once. */
const made = new Map<string, Buffer>()
const madeMax = 500
const alike = new Set(['content-type', 'ce_specversion', 'ce_source', 'ce_type', 'ce_dataschema'])

const bytesOnce = (text: string): Buffer => {
  const known = made.get(text)
  if (known) return known
  const bytes = Buffer.from(text)
  if (made.size < madeMax) made.set(text, bytes)
  return bytes
}

/** CloudEvents 1.0 in binary mode: attributes are headers, the value is the payload alone. */
export const recordOf = (message: BusMessage): KafkaRecord => {
  const { topic, partition } = message
  const headers = new Map<Buffer, Buffer>()
  eachHeader(message, (name, said) =>
    headers.set(bytesOnce(name), alike.has(name) ? bytesOnce(said) : Buffer.from(said)),
  )
  return {
    topic,
    key: Buffer.from(message.key),
    value: Buffer.from(message.payload),
    headers,
    ...(partition === undefined ? {} : { partition }),
  }
}

/** The inverse. A record that is no CloudEvent is named for its place, and says what is wrong with it. */
export const messageOf = (found: Found): Taken => {
  const { topic, partition, offset } = found
  const takenAt = Number(found.timestamp)
  const place = { partition, offset: String(offset) }
  const { key, value, headers } = found
  const message = fromCloudEvent({ topic, key, value, headers, takenAt })
  // It was made just now and is nobody else's: no copy of each.
  if (!('refused' in message)) return Object.assign(message, place)
  return {
    topic,
    key: found.key?.toString() ?? '',
    id: `${topic}/${partition}/${offset}`,
    source: '',
    type: topic.slice(topic.lastIndexOf('.') + 1),
    time: new Date(takenAt).toISOString(),
    traceparent: '',
    subject: '',
    entityVersion: 0,
    payload: found.value?.toString() ?? '',
    fault: message.refused,
    ...place,
  }
}
