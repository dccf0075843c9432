import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Json } from './json.ts'
import type { BusMessage } from './message-bus.ts'
import { topicOf, type MessageContract } from './message-contract.ts'
import { refuse, type Refusal } from './refusal.ts'

/** What is wrong with a message. The values stay out of it: it is stored, logged and shown. */
export type Misfit = Refusal<
  'no-cloud-event' | 'no-contract' | 'not-json' | 'schema-mismatch' | 'key-mismatch'
>

export type Checked = Pick<BusMessage, 'topic' | 'key' | 'payload' | 'fault'>

export interface ContractCheck {
  /** As it is sent: nothing beside what the contract names. */
  readonly sent: (message: Checked) => Misfit | undefined
  /** As it is received: a sender of a newer version may say more, which is let pass. */
  readonly received: (message: Checked) => Misfit | undefined
  readonly contractOf: (topic: string) => MessageContract | undefined
}

/** Checks messages against what was declared. Throws where two contracts share a topic or an example does not fit. */
export const contractCheck = (
  contracts: readonly MessageContract[],
  environment: string,
): ContractCheck => {
  const byTopic = new Map<string, Prepared>()
  for (const contract of contracts) {
    const topic = topicOf(contract, environment)
    if (byTopic.has(topic)) throw new Error(`${topic} has two contracts`)
    byTopic.set(topic, prepare(contract))
  }
  const check = (strictness: 'strict' | 'open') => (message: Checked) => {
    if (message.fault !== undefined) return refuse('no-cloud-event', { fault: message.fault })
    const prepared = byTopic.get(message.topic)
    return prepared ? misfitOf(prepared, strictness, message) : refuse('no-contract')
  }
  return {
    sent: check('strict'),
    received: check('open'),
    contractOf: (topic) => byTopic.get(topic)?.contract,
  }
}

type Checker = ReturnType<typeof Compile>

interface Prepared {
  readonly contract: MessageContract
  readonly strict: Checker
  readonly open: Checker
}

const prepare = (contract: MessageContract): Prepared => {
  const strict = Compile(contract.payload)
  if (!strict.Check(contract.example))
    throw new Error(`the example of ${contract.name} does not fit its schema`)
  if (typeof keyOf(contract, contract.example) !== 'string')
    throw new Error(`${contract.name} has no text in ${contract.key}, by which it is ordered`)
  return { contract, strict, open: Compile(openSchema(contract.payload as Schema) as TSchema) }
}

const errorsMax = 8

const misfitOf = (
  { contract, ...checkers }: Prepared,
  strictness: 'strict' | 'open',
  { key, payload }: Checked,
): Misfit | undefined => {
  const said = parsed(payload)
  if (said === undefined) return refuse('not-json')
  const checker = checkers[strictness]
  if (!checker.Check(said)) return refuse('schema-mismatch', { fields: fieldsOf(checker, said) })
  return keyOf(contract, said) === key ? undefined : refuse('key-mismatch', { field: contract.key })
}

const keyOf = ({ key }: MessageContract, said: unknown): unknown =>
  (said as Readonly<Record<string, unknown>>)[key]

const parsed = (payload: string): unknown => {
  try {
    return JSON.parse(payload) as unknown
  } catch {
    return undefined
  }
}

/** `/amount/currency pattern`, at most eight of them. */
const fieldsOf = (checker: Checker, said: unknown): Json =>
  checker
    .Errors(said)
    .slice(0, errorsMax)
    .map(({ instancePath, keyword }) => ({ field: instancePath || '/', keyword }))

/** The same schema where objects may hold fields that it does not name. */
const openSchema = (schema: Schema): Schema => {
  const { additionalProperties, ...rest } = schema
  const parts = Object.entries(rest).map(([keyword, value]) => [
    keyword,
    openKeyword(keyword, value),
  ])
  const opened = Object.fromEntries(parts) as Schema
  return additionalProperties === undefined || additionalProperties === false
    ? opened
    : { ...opened, additionalProperties }
}

type Schema = Readonly<Record<string, unknown>>

const openKeyword = (keyword: string, value: unknown): unknown => {
  if (keyword === 'properties' && isSchema(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, isSchema(part) ? openSchema(part) : part]),
    )
  if (!['anyOf', 'oneOf', 'allOf', 'items'].includes(keyword)) return value
  if (Array.isArray(value)) return value.map((part) => (isSchema(part) ? openSchema(part) : part))
  return isSchema(value) ? openSchema(value) : value
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
