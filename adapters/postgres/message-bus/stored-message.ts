import type { BusMessage } from '../../../kernel/message-bus.ts'
import type { Taken } from '../../node/delivery/ordered-delivery.ts'

/** A row of `bus_messages`. */
export interface StoredMessage {
  readonly topic: number
  readonly partition: number
  readonly place: string
  readonly key: string
  readonly id: string
  readonly attributes: string
  readonly payload: string
}

export const messageColumns = 'm.topic, m.partition, m.place, m.key, m.id, m.attributes, m.payload'

type Attributes = Pick<
  BusMessage,
  | 'source'
  | 'type'
  | 'time'
  | 'traceparent'
  | 'subject'
  | 'entityVersion'
  | 'dataschema'
  | 'extensions'
>

export const attributesOf = (message: BusMessage): string => {
  const { source, type, time, traceparent, subject, entityVersion } = message
  const { dataschema, extensions } = message
  const always = { source, type, time, traceparent, subject, entityVersion }
  return JSON.stringify({
    ...always,
    ...(dataschema === undefined ? {} : { dataschema }),
    ...(extensions === undefined ? {} : { extensions }),
  } satisfies Attributes)
}

export const messageOf = (topic: string, row: StoredMessage): Taken => ({
  topic,
  key: row.key,
  id: row.id,
  ...(JSON.parse(row.attributes) as Attributes),
  payload: row.payload,
  partition: row.partition,
  offset: row.place,
})
