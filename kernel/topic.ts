import { refuse, type Refusal } from './refusal.ts'

/** `<product>.<environment>.<domain>.<classification>.<source>.<Message>` */
export interface Topic {
  readonly product: string
  readonly environment: string
  readonly domain: string
  /** Facts, requests and replies, or a whole log. */
  readonly classification: 'fct' | 'cmd' | 'log'
  readonly source: string
  readonly message: string
}

const word = /^[a-z][a-z0-9]{0,15}$/
const messageName = /^[A-Z][A-Za-z0-9]{0,63}$/

/** `pc.qa.pmt.fct.cpr.PaymentAdded`. Throws on a part that no topic may have: names are fixed in the code. */
export const topicName = (topic: Topic): string => {
  const name = [
    topic.product,
    topic.environment,
    topic.domain,
    topic.classification,
    topic.source,
    topic.message,
  ].join('.')
  const parsed = parseTopic(name)
  if ('refused' in parsed) throw new Error(`${name} is no topic: ${JSON.stringify(parsed.detail)}`)
  return name
}

/** The inverse of `topicName`, or which part is wrong. */
export const parseTopic = (name: string): Topic | Refusal<'not-a-topic'> => {
  const parts = name.split('.')
  const [
    product = '',
    environment = '',
    domain = '',
    classification = '',
    source = '',
    message = '',
  ] = parts
  if (parts.length !== 6) return refuse('not-a-topic', { part: 'a topic has six parts' })
  const words = { product, environment, domain, source }
  const wrong = Object.entries(words).find(([, part]) => !word.test(part))
  if (wrong) return refuse('not-a-topic', { part: `${wrong[0]} "${wrong[1]}"` })
  if (classification !== 'fct' && classification !== 'cmd' && classification !== 'log')
    return refuse('not-a-topic', { part: `classification "${classification}"` })
  if (!messageName.test(message)) return refuse('not-a-topic', { part: `message "${message}"` })
  return { ...words, classification, message }
}
