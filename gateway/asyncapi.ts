import { schemaName, topicOf, type MessageContract } from '../kernel/message-contract.ts'
import { pairing, type Asked } from '../kernel/request-reply/contract.ts'
import type { Schema } from './closed-schema.ts'
import { SchemaComponents } from './openapi-schemas.ts'
import type { ApiDescription } from './openapi.ts'

/** What a context says on the bus. */
export interface Messaging {
  /** The context. */
  readonly name: string
  readonly publishes?: readonly MessageContract[]
  readonly asks?: { readonly questions: readonly Asked[] }
  readonly answers?: readonly { readonly asked: Asked }[]
}

/** Stands in addresses for the environment, so that one description holds for all of them. */
const anyEnvironment = 'environment'

/** The AsyncAPI 3.0 document of what contexts tell, ask and answer, from the very schemas that they are checked against. */
export const asyncApi = (
  contexts: readonly Messaging[],
  { title, version }: ApiDescription,
  environment?: string,
) => {
  const components = new SchemaComponents()
  const contracts = contractsOf(contexts)
  return {
    asyncapi: '3.0.0',
    info: {
      title,
      version,
      description: about,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      contracts.map((contract) => [channelOf(contract), channel(contract, environment)]),
    ),
    operations: Object.fromEntries(contexts.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(
        contracts.map((contract) => [channelOf(contract), message(contract, components)]),
      ),
      schemas: components.schemas,
    },
  }
}

const about = [
  'Facts, questions and answers on the bus: CloudEvents 1.0 in binary mode, JSON payloads.',
  'Delivery is at least once, in order for each key; `ce_id` says when two messages are one.',
  'Fields are added in newer versions of a message: let pass what you do not know.',
  'No payload carries personal data.',
].join('\n')

/** All messages, each once: one context may ask what another answers. */
export const contractsOf = (contexts: readonly Messaging[]): readonly MessageContract[] => {
  const all = contexts.flatMap(({ publishes = [], asks, answers = [] }) => [
    ...publishes,
    ...[...(asks?.questions ?? []), ...answers.map(({ asked }) => asked)].flatMap(
      ({ request, reply }) => [request, reply],
    ),
  ])
  return [...new Map(all.map((contract) => [channelOf(contract), contract])).values()]
}

/** `payments.PaymentSettled` */
const channelOf = ({ source, name }: MessageContract): string => `${source}.${name}`

const channel = (contract: MessageContract, environment: string | undefined): object => {
  const { summary, partitions, retentionMs } = contract
  return {
    address: topicOf(contract, anyEnvironment).replace(
      `.${anyEnvironment}.`,
      `.{${anyEnvironment}}.`,
    ),
    summary,
    messages: { [contract.name]: { $ref: `#/components/messages/${channelOf(contract)}` } },
    parameters: {
      [anyEnvironment]: {
        description: 'Of the installation',
        ...(environment === undefined ? {} : { default: environment }),
        examples: ['dev', 'qa'],
      },
    },
    bindings: {
      kafka: {
        partitions,
        topicConfiguration: {
          'cleanup.policy': ['delete'],
          'retention.ms': retentionMs === 'for ever' ? -1 : retentionMs,
        },
        bindingVersion: '0.5.0',
      },
    },
  }
}

const message = (contract: MessageContract, components: SchemaComponents): object => {
  const { name, summary, payload, example, version, key } = contract
  return {
    name,
    title: name,
    summary,
    contentType: 'application/json',
    headers: headersOf(contract),
    payload: components.describe(payload as Schema),
    correlationId: { location: `$message.header#/ce_${pairing.correlationId}` },
    examples: [{ name: 'example', payload: example }],
    bindings: {
      kafka: {
        key: { type: 'string', description: `\`${key}\` of the payload` },
        bindingVersion: '0.5.0',
      },
    },
    'x-version': version,
    'x-key': key,
  }
}

const text = (description: string): Schema => ({ type: 'string', description })

const headersOf = (contract: MessageContract): Schema => {
  const isReply = contract.name.endsWith('Rs')
  const own = contract.classification === 'cmd' ? (isReply ? replyHeaders : requestHeaders) : {}
  const required = ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', ...Object.keys(own)]
  return {
    type: 'object',
    properties: {
      ce_specversion: { const: '1.0' },
      ce_id: text('The same at every delivery'),
      ce_source: text('Who says it: `/millrace/<context>`'),
      ce_type: { const: contract.name },
      ce_time: { ...text('When it happened'), format: 'date-time' },
      ce_subject: text('What it is about: `payment/<id>`'),
      ce_dataschema: { ...text('Name and version of its shape'), examples: [schemaName(contract)] },
      ce_traceparent: text('W3C trace context'),
      ce_entityversion: text('A whole number that grows with each fact about the subject'),
      [`ce_${pairing.correlationId}`]: text('The business story that this belongs to'),
      ...own,
      'content-type': { const: 'application/json' },
    },
    // What only we know need not be sent by others.
    required: required.filter((name) => name !== `ce_${pairing.attempt}`),
  }
}

const requestHeaders = {
  [`ce_${pairing.asker}`]: text('Who asks, and gets the answer'),
  [`ce_${pairing.attempt}`]: text('1 at first; a higher one asks for the stored answer again'),
  [`ce_${pairing.expiryTime}`]: {
    ...text('When nobody waits for the answer any more'),
    format: 'date-time',
  },
} as const

const replyHeaders = {
  [`ce_${pairing.asker}`]: text('As it came with the question'),
  [`ce_${pairing.questionId}`]: text('`ce_id` of the question'),
} as const

type Operation = readonly [name: string, operation: object]

const operationsOf = (context: Messaging): readonly Operation[] => {
  const { name, publishes = [], asks, answers = [] } = context
  const tags = [{ name }]
  const told = publishes.map((contract): Operation => {
    const operation = { action: 'send', ...inChannel(contract), summary: contract.summary, tags }
    return [`${name}.publish.${contract.name}`, operation]
  })
  const pair = ({ source, name: question, request, reply }: Asked, does: 'ask' | 'answer') => {
    const operation = {
      // An AsyncAPI document tells what its own application does: it sends what it asks.
      action: does === 'ask' ? 'send' : 'receive',
      ...inChannel(request),
      reply: inChannel(reply),
      summary: request.summary,
      tags,
    }
    return [`${name}.${does}.${source}.${question}`, operation] as const
  }
  return [
    ...told,
    ...(asks?.questions ?? []).map((asked) => pair(asked, 'ask')),
    ...answers.map(({ asked }) => pair(asked, 'answer')),
  ]
}

const inChannel = (contract: MessageContract): object => {
  const channel = `#/channels/${channelOf(contract)}`
  return {
    channel: { $ref: channel },
    messages: [{ $ref: `${channel}/messages/${contract.name}` }],
  }
}
