import { isUtf8 } from 'node:buffer'
import type { BusMessage } from '../../kernel/message-bus.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'

/**
 * CloudEvents 1.0 in binary mode, as a record with headers carries it: each attribute is a header `ce_<name>`, the
 * payload the record's value, its media type the header `content-type`. One function and its inverse.
 */
export interface CloudEventRecord {
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly value: string
}

/** As it comes from outside: anything. */
export interface ForeignRecord {
  readonly topic: string
  readonly key: Uint8Array | null | undefined
  readonly headers: Iterable<
    readonly [name: Uint8Array | string | null, value: Uint8Array | string | null]
  >
  readonly value: Uint8Array | null | undefined
  /** When the bus took it over, in milliseconds: for senders that do not say when they sent it. */
  readonly takenAt: number
}

export const cloudEventLimits = {
  headersMax: 64,
  /** Of a name or value. */
  attributeBytesMax: 4_096,
  payloadBytesMax: 16_777_216,
} as const

export type NotACloudEvent = Refusal<
  | 'not-utf-8'
  | 'too-large'
  | 'no-payload'
  | 'attribute-missing'
  | 'attribute-malformed'
  | 'version-unknown'
  | 'not-json'
>

const mediaType = 'application/json'
const prefix = 'ce_'
/** Attributes that have a field of their own in a message. */
const ownAttributes = ['specversion', 'id', 'source', 'type', 'time', 'subject', 'dataschema']
const ownExtensions = ['traceparent', 'entityversion']
const reserved = new Set([...ownAttributes, ...ownExtensions, 'data', 'datacontenttype'])

const required = ['specversion', 'id', 'source', 'type'] as const

const attributeName = /^[a-z0-9]{1,20}$/
// Control characters, half surrogate pairs and noncharacters stand in no attribute.
const forbidden =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\ufdd0-\ufdef]|[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
/** Most are of these alone, and need no closer look. */
const plain = /^[ -~]*$/
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/
const wholeNumber = /^(0|[1-9]\d{0,14})$/

/** Throws on what no CloudEvent may hold: messages are made by our own code. */
export const toCloudEvent = (message: BusMessage): CloudEventRecord => {
  const headers: Record<string, string> = {}
  eachHeader(message, (name, value) => (headers[name] = value))
  return { key: message.key, headers, value: message.payload }
}

/** The headers one by one, for a carrier that has a form of its own for them. Each message goes through here. */
export const eachHeader = (
  message: BusMessage,
  put: (name: string, value: string) => void,
): void => {
  const { type, extensions } = message
  const attribute = (name: string, value: string): void => {
    if (faultOf(name, value)) throw new Error(`the attribute ${name} of ${type} is malformed`)
    put(headerOf(name), value)
  }
  put('content-type', mediaType)
  attribute('specversion', '1.0')
  attribute('id', message.id)
  attribute('source', message.source)
  attribute('type', type)
  if (message.time) attribute('time', message.time)
  if (message.subject) attribute('subject', message.subject)
  if (message.traceparent) attribute('traceparent', message.traceparent)
  if (message.dataschema) attribute('dataschema', message.dataschema)
  attribute('entityversion', String(message.entityVersion))
  if (!extensions) return
  for (const name of Object.keys(extensions)) {
    if (!isAttributeName(name) || reserved.has(name))
      throw new Error(`${name} is no name of a CloudEvents extension`)
    attribute(name, extensions[name] ?? '')
  }
}

/** Names are the same in message after message: each is looked at and joined once. */
const headerNames = new Map<string, string>()
const headerNamesMax = 200

const headerOf = (name: string): string => {
  const known = headerNames.get(name)
  if (known !== undefined) return known
  const made = `${prefix}${name}`
  if (attributeName.test(name) && headerNames.size < headerNamesMax) headerNames.set(name, made)
  return made
}

const isAttributeName = (name: string): boolean => headerNames.has(name) || attributeName.test(name)

/** The inverse, or what is wrong with a record that somebody put on a topic. */
export const fromCloudEvent = (record: ForeignRecord): BusMessage | NotACloudEvent => {
  const headers = readHeaders(record.headers)
  if ('refused' in headers) return headers
  const { attributes, contentType, traceparent } = headers
  const missing = required.find((name) => !attributes.get(name))
  if (missing) return refuse('attribute-missing', { attribute: missing })
  for (const [name, value] of attributes)
    if (faultOf(name, value)) return refuse('attribute-malformed', { attribute: name })
  if (attributes.get('specversion') !== '1.0') return refuse('version-unknown')
  if (!isJson(contentType)) return refuse('not-json', { attribute: 'content-type' })
  const key = text(record.key ?? new Uint8Array())
  const payload = payloadOf(record.value)
  if (key === undefined) return refuse('not-utf-8', { part: 'key' })
  if (typeof payload !== 'string') return payload
  const said = (name: string): string => attributes.get(name) ?? ''
  const dataschema = said('dataschema')
  const extensions: Record<string, string> = {}
  let isExtended = false
  for (const [name, value] of attributes)
    if (!reserved.has(name)) {
      // The one name that an object takes for something else is no attribute's, and was refused above.
      extensions[name] = value
      isExtended = true
    }
  return {
    topic: record.topic,
    key,
    id: said('id'),
    source: said('source'),
    type: said('type'),
    time: said('time') || new Date(record.takenAt).toISOString(),
    traceparent: said('traceparent') || traceparent,
    subject: said('subject'),
    entityVersion: Number(said('entityversion')),
    payload,
    ...(dataschema ? { dataschema } : {}),
    ...(isExtended ? { extensions } : {}),
  }
}

interface Headers {
  readonly attributes: ReadonlyMap<string, string>
  readonly contentType: string
  /** As tracing libraries send it, without the prefix. */
  readonly traceparent: string
}

const readHeaders = (given: ForeignRecord['headers']): Headers | NotACloudEvent => {
  const attributes = new Map<string, string>()
  const others = new Map<string, string>()
  let count = 0
  for (const [nameBytes, valueBytes] of given) {
    if (++count > cloudEventLimits.headersMax) return refuse('too-large', { part: 'headers' })
    if (isTooLong(nameBytes) || isTooLong(valueBytes))
      return refuse('too-large', { part: 'header' })
    const name = text(nameBytes ?? '')
    const value = text(valueBytes ?? '')
    if (name === undefined || value === undefined) return refuse('not-utf-8', { part: 'header' })
    const { isAttribute, of } = nameOf(name)
    const held = isAttribute ? attributes : others
    // The first one counts, so that nobody can add a second meaning behind it.
    if (!held.has(of)) held.set(of, value)
  }
  return {
    attributes,
    contentType: others.get('content-type') ?? mediaType,
    traceparent: others.get('traceparent') ?? '',
  }
}

interface HeaderName {
  readonly isAttribute: boolean
  readonly of: string
}

const namesRead = new Map<string, HeaderName>()

const nameOf = (header: string): HeaderName => {
  const known = namesRead.get(header)
  if (known) return known
  const isAttribute = header.startsWith(prefix)
  const of = isAttribute ? header.slice(prefix.length) : header.toLowerCase()
  const read = { isAttribute, of }
  if (namesRead.size < headerNamesMax && header.length < 30) namesRead.set(header, read)
  return read
}

const isTooLong = (part: Uint8Array | string | null): boolean =>
  (part?.length ?? 0) > cloudEventLimits.attributeBytesMax

const payloadOf = (value: Uint8Array | null | undefined): string | NotACloudEvent => {
  if (!value || value.length === 0) return refuse('no-payload')
  if (value.length > cloudEventLimits.payloadBytesMax) return refuse('too-large', { part: 'value' })
  return text(value) ?? refuse('not-utf-8', { part: 'value' })
}

/** Up to so many bytes it is quicker to see whether they are all plain than to decode them. */
const shortBytesMax = 512

const text = (bytes: Uint8Array | string): string | undefined => {
  if (typeof bytes === 'string') return bytes
  const { buffer, byteOffset, byteLength } = bytes
  const held = bytes instanceof Buffer ? bytes : Buffer.from(buffer, byteOffset, byteLength)
  if (byteLength <= shortBytesMax) {
    const short = held.toString('latin1')
    if (plain.test(short)) return short
  }
  return isUtf8(held) ? held.toString() : undefined
}

const faultOf = (name: string, value: string): boolean => {
  if (!isAttributeName(name) || !(plain.test(value) || !forbidden.test(value))) return true
  if (value.length > cloudEventLimits.attributeBytesMax) return true
  switch (name) {
    case 'time':
      return !instant.test(value) || Number.isNaN(Date.parse(value))
    case 'entityversion':
      return !wholeNumber.test(value)
    case 'source':
    case 'dataschema':
      return value === '' || /\s/.test(value)
    default:
      return false
  }
}

const isJson = (contentType: string): boolean =>
  /^application\/(json|[a-z0-9.+-]{1,100}\+json)\s*(;|$)/i.test(contentType)
