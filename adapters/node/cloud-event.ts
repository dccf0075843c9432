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
  const { attributes, malformed, extensions, contentType, traceparent } = headers
  const missing = required.find((name) => !attributes.get(name))
  if (missing) return refuse('attribute-missing', { attribute: missing })
  if (malformed !== undefined) return refuse('attribute-malformed', { attribute: malformed })
  if (attributes.get('specversion') !== '1.0') return refuse('version-unknown')
  if (contentType !== mediaType && !isJson(contentType))
    return refuse('not-json', { attribute: 'content-type' })
  const key = text(record.key ?? noBytes)
  const payload = payloadOf(record.value)
  if (key === undefined) return refuse('not-utf-8', { part: 'key' })
  if (typeof payload !== 'string') return payload
  const said = (name: string): string => attributes.get(name) ?? ''
  const message: Writable<BusMessage> = {
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
  }
  const dataschema = said('dataschema')
  if (dataschema) message.dataschema = dataschema
  if (extensions) message.extensions = extensions
  return message
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

const noBytes = new Uint8Array()

interface Headers {
  /** Those that have a field of their own. */
  readonly attributes: ReadonlyMap<string, string>
  /** The first one whose name or value no CloudEvent may have. */
  readonly malformed: string | undefined
  readonly extensions: Readonly<Record<string, string>> | undefined
  readonly contentType: string
  /** As tracing libraries send it, without the prefix. */
  readonly traceparent: string
}

/** In one pass: each message that is received goes through here, with a dozen headers or more. */
const readHeaders = (given: ForeignRecord['headers']): Headers | NotACloudEvent => {
  const attributes = new Map<string, string>()
  let malformed: string | undefined
  let extensions: Record<string, string> | undefined
  let contentType: string | undefined
  let traceparent: string | undefined
  let count = 0
  for (const [nameBytes, valueBytes] of given) {
    if (++count > cloudEventLimits.headersMax) return refuse('too-large', { part: 'headers' })
    if (isTooLong(nameBytes) || isTooLong(valueBytes))
      return refuse('too-large', { part: 'header' })
    const name = nameOf(nameBytes ?? '')
    const value = text(valueBytes ?? '')
    if (name === undefined || value === undefined) return refuse('not-utf-8', { part: 'header' })
    const { isAttribute, isOwn, of } = name
    // The first one counts, so that nobody can add a second meaning behind it.
    if (!isAttribute) {
      if (of === 'content-type') contentType ??= value
      else if (of === 'traceparent') traceparent ??= value
    } else if (isOwn ? !attributes.has(of) : !(extensions && Object.hasOwn(extensions, of))) {
      if (malformed === undefined && faultOf(of, value)) malformed = of
      if (isOwn) attributes.set(of, value)
      // The one name that an object takes for something else is no attribute's, and makes the message malformed.
      else (extensions ??= {})[of] = value
    }
  }
  return {
    attributes,
    malformed,
    extensions,
    contentType: contentType ?? mediaType,
    traceparent: traceparent ?? '',
  }
}

interface HeaderName {
  readonly isAttribute: boolean
  /** Has a field of its own in a message. */
  readonly isOwn: boolean
  readonly of: string
}

const namesRead = new Map<string, HeaderName>()
const namesReadLengthMax = 30

/** Undefined where it is no text. */
const nameOf = (header: Uint8Array | string): HeaderName | undefined => {
  // What is known is plain, so that its bytes need no second look.
  const known =
    header instanceof Buffer && header.length < namesReadLengthMax
      ? namesRead.get(header.toString('latin1'))
      : undefined
  if (known) return known
  const name = text(header)
  if (name === undefined) return undefined
  const isAttribute = name.startsWith(prefix)
  const of = isAttribute ? name.slice(prefix.length) : name.toLowerCase()
  const read = { isAttribute, isOwn: isAttribute && reserved.has(of), of }
  if (namesRead.size < headerNamesMax && name.length < namesReadLengthMax && plain.test(name))
    namesRead.set(name, read)
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
  const held =
    bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (held.length <= shortBytesMax) {
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
