import type { Static, TSchema } from 'typebox'
import type { Uuid } from './id.ts'
import type { BusMessage } from './message-bus.ts'
import { topicName, type Topic } from './topic.ts'

/** A message that programs may rely on, declared once: what is sent, checked and described is made from this. */
export interface MessageContract<Name extends string = string, Payload extends TSchema = TSchema> {
  readonly name: Name
  /**
   * Raised with every change. Each shape can be read by who knows the one before, and the other way round, because a
   * message may lie on its topic while the programs at both ends are renewed; what cannot is another message.
   */
  readonly version: number
  readonly classification: Topic['classification']
  /** `pmt` */
  readonly domain: string
  /** Of a fact who tells it, of a request and its reply who is asked. */
  readonly source: string
  readonly summary: string
  readonly payload: Payload
  /** The field of the payload by whose value messages stay in order. */
  readonly key: string
  readonly example: unknown
  readonly partitions: number
  /** How long messages are kept at least, whether or not anybody has read them. */
  readonly retentionMs: number | 'for ever'
}

/** Keeps the types of a contract's parts together while it is written down. */
export const messageContract = <const Name extends string, Payload extends TSchema>(
  contract: MessageContract<Name, Payload> & { readonly example: Static<Payload> },
): MessageContract<Name, Payload> => contract

type Named = Pick<MessageContract, 'name' | 'classification' | 'domain' | 'source'>

/** Each message asks for the name of its topic: it is put together and checked once for each contract. */
const topicsMade = new WeakMap<Named, { readonly environment: string; readonly topic: string }>()

/** `millrace.<environment>.pmt.fct.payments.PaymentSettled` */
export const topicOf = (contract: Named, environment: string): string => {
  const made = topicsMade.get(contract)
  if (made?.environment === environment) return made.topic
  const { name: message, classification, domain, source } = contract
  const topic = topicName({
    product: 'millrace',
    environment,
    domain,
    classification,
    source,
    message,
  })
  topicsMade.set(contract, { environment, topic })
  return topic
}

/** Names one shape for ever: `urn:millrace:pmt:payments:PaymentSettled:1`. */
export const schemaName = ({ domain, source, name, version }: MessageContract): string =>
  `urn:millrace:${domain}:${source}:${name}:${version}`

/** What a message says about itself, beside its payload. */
export interface MessageOccasion {
  /** Derived from the fact, so that a message sent twice is known to be one. */
  readonly id: Uuid
  /** ISO 8601. */
  readonly time: string
  readonly traceparent: string
  /** `payment/<id>` */
  readonly subject: string
  readonly entityVersion: number
  readonly extensions?: Readonly<Record<string, string>>
}

/** A message as its contract says, for the topic of an environment. `sender` is the context that sends it. */
export const messageOf = <Payload extends TSchema>(
  contract: MessageContract<string, Payload>,
  sender: string,
  environment: string,
  payload: NoInfer<Static<Payload>>,
  occasion: MessageOccasion,
): BusMessage => ({
  topic: topicOf(contract, environment),
  key: String((payload as Readonly<Record<string, unknown>>)[contract.key]),
  source: sourceOf(sender),
  type: contract.name,
  dataschema: schemaName(contract),
  payload: JSON.stringify(payload),
  ...occasion,
})

/** The CloudEvents source of what a context sends: `/millrace/payments`. */
export const sourceOf = (context: string): string => `/millrace/${context}`
