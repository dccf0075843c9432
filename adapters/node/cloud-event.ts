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
  /** When the bus took it over, ISO 8601: for senders that do not say when they sent it. */
  readonly takenAt: string
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

const attributeName = /^[a-z0-9]{1,20}$/
// Control characters, half surrogate pairs and noncharacters stand in no attribute.
const forbidden =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\ufdd0-\ufdef]|[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/
const wholeNumber = /^(0|[1-9]\d{0,14})$/

/** Throws on what no CloudEvent may hold: messages are made by our own code. */
export const toCloudEvent = (message: BusMessage): CloudEventRecord => {
  const { id, source, type, time, traceparent, subject, dataschema, extensions = {} } = message
  const optional = { time, subject, traceparent, dataschema }
  const attributes = { specversion: '1.0', id, source, type, ...withoutEmpty(optional) }
  for (const name of Object.keys(extensions))
    if (!attributeName.test(name) || reserved.has(name))
      throw new Error(`${name} is no name of a CloudEvents extension`)
  const all = { ...attributes, entityversion: String(message.entityVersion), ...extensions }
  for (const [name, value] of Object.entries(all)) {
    const fault = faultOf(name, value)
    if (fault) throw new Error(`the attribute ${name} of ${type} is malformed`)
  }
  const headers = Object.entries(all).map(([name, value]) => [`${prefix}${name}`, value])
  return {
    key: message.key,
    headers: { 'content-type': mediaType, ...(Object.fromEntries(headers) as object) },
    value: message.payload,
  }
}

const withoutEmpty = (attributes: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )

/** The inverse, or what is wrong with a record that somebody put on a topic. */
export const fromCloudEvent = (record: ForeignRecord): BusMessage | NotACloudEvent => {
  const headers = readHeaders(record.headers)
  if ('refused' in headers) return headers
  const { attributes, contentType, traceparent } = headers
  const missing = ['specversion', 'id', 'source', 'type'].find((name) => !attributes.get(name))
  if (missing) return refuse('attribute-missing', { attribute: missing })
  const malformed = [...attributes].find(([name, value]) => faultOf(name, value))
  if (malformed) return refuse('attribute-malformed', { attribute: malformed[0] })
  if (attributes.get('specversion') !== '1.0') return refuse('version-unknown')
  if (!isJson(contentType)) return refuse('not-json', { attribute: 'content-type' })
  const key = text(record.key ?? new Uint8Array())
  const payload = payloadOf(record.value)
  if (key === undefined) return refuse('not-utf-8', { part: 'key' })
  if (typeof payload !== 'string') return payload
  const said = (name: string): string => attributes.get(name) ?? ''
  const extensions = [...attributes].filter(([name]) => !reserved.has(name))
  return {
    topic: record.topic,
    key,
    id: said('id'),
    source: said('source'),
    type: said('type'),
    time: said('time') || record.takenAt,
    traceparent: said('traceparent') || traceparent,
    subject: said('subject'),
    entityVersion: Number(said('entityversion')),
    payload,
    ...(said('dataschema') ? { dataschema: said('dataschema') } : {}),
    ...(extensions.length > 0 ? { extensions: Object.fromEntries(extensions) } : {}),
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
  const plain = new Map<string, string>()
  let count = 0
  for (const [nameBytes, valueBytes] of given) {
    if (++count > cloudEventLimits.headersMax) return refuse('too-large', { part: 'headers' })
    if (isTooLong(nameBytes) || isTooLong(valueBytes))
      return refuse('too-large', { part: 'header' })
    const [name, value] = [text(nameBytes ?? ''), text(valueBytes ?? '')]
    if (name === undefined || value === undefined) return refuse('not-utf-8', { part: 'header' })
    const isAttribute = name.startsWith(prefix)
    // The first one counts, so that nobody can add a second meaning behind it.
    const [held, of] = isAttribute
      ? ([attributes, name.slice(prefix.length)] as const)
      : ([plain, name.toLowerCase()] as const)
    if (!held.has(of)) held.set(of, value)
  }
  return {
    attributes,
    contentType: plain.get('content-type') ?? mediaType,
    traceparent: plain.get('traceparent') ?? '',
  }
}

const isTooLong = (part: Uint8Array | string | null): boolean =>
  (part?.length ?? 0) > cloudEventLimits.attributeBytesMax

const payloadOf = (value: Uint8Array | null | undefined): string | NotACloudEvent => {
  if (!value || value.length === 0) return refuse('no-payload')
  if (value.length > cloudEventLimits.payloadBytesMax) return refuse('too-large', { part: 'value' })
  return text(value) ?? refuse('not-utf-8', { part: 'value' })
}

const text = (bytes: Uint8Array | string): string | undefined => {
  if (typeof bytes === 'string') return bytes
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const faultOf = (name: string, value: string): boolean => {
  if (!attributeName.test(name) || forbidden.test(value)) return true
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
