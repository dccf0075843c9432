import type { BusMessage } from '../../kernel/message-bus.ts'
import { fromCloudEvent, toCloudEvent } from '../node/cloud-event.ts'
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

/** Names are the same in every message: their bytes are made once. */
const names = new Map<string, Buffer>()
const nameOf = (header: string): Buffer => {
  const known = names.get(header)
  if (known) return known
  const made = Buffer.from(header)
  if (names.size < 100) names.set(header, made)
  return made
}

/** CloudEvents 1.0 in binary mode: attributes are headers, the value is the payload alone. */
export const recordOf = (message: BusMessage): KafkaRecord => {
  const { topic, partition } = message
  const { key, value, headers } = toCloudEvent(message)
  return {
    topic,
    key: Buffer.from(key),
    value: Buffer.from(value),
    headers: new Map(
      Object.entries(headers).map(([name, said]) => [nameOf(name), Buffer.from(said)]),
    ),
    ...(partition === undefined ? {} : { partition }),
  }
}

/** The inverse. A record that is no CloudEvent is named for its place, and says what is wrong with it. */
export const messageOf = (found: Found): Taken => {
  const { topic, partition, offset } = found
  const takenAt = new Date(Number(found.timestamp)).toISOString()
  const place = { partition, offset: String(offset) }
  const message = fromCloudEvent({ ...found, takenAt })
  if (!('refused' in message)) return { ...message, ...place }
  return {
    topic,
    key: found.key?.toString() ?? '',
    id: `${topic}/${partition}/${offset}`,
    source: '',
    type: topic.slice(topic.lastIndexOf('.') + 1),
    time: takenAt,
    traceparent: '',
    subject: '',
    entityVersion: 0,
    payload: found.value?.toString() ?? '',
    fault: message.refused,
    ...place,
  }
}
