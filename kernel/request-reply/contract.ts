import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { messageContract, type MessageContract } from '../message-contract.ts'

/** A question that systems ask each other over the bus, and its answer: `GetTrnRq`, `GetTrnRs`. */
export interface RequestContract<
  Request extends TSchema = TSchema,
  Reply extends TSchema = TSchema,
> {
  /** Without its ending: `GetTrn`. */
  readonly name: string
  readonly version: number
  readonly domain: string
  readonly summary: string
  readonly request: Request
  readonly reply: Reply
  /** The field of both by whose value messages stay in order. */
  readonly key: string
  readonly examples: { readonly request: unknown; readonly reply: unknown }
}

/** Keeps the types of a question's parts together while it is written down. */
export const requestContract = <Request extends TSchema, Reply extends TSchema>(
  contract: RequestContract<Request, Reply> & {
    readonly examples: { readonly request: Static<Request>; readonly reply: Static<Reply> }
  },
): RequestContract<Request, Reply> => contract

/** A question to one system, which has a pair of topics of its own for it. */
export interface Asked<Request extends TSchema = TSchema, Reply extends TSchema = TSchema> {
  readonly name: string
  /** Who is asked: `otto`. */
  readonly source: string
  readonly request: MessageContract<string, Request>
  readonly reply: MessageContract<string, Reply>
  readonly fits: {
    readonly request: (payload: unknown) => payload is Static<Request>
    readonly reply: (payload: unknown) => payload is Static<Reply>
  }
}

const dayMs = 24 * 3_600_000
/** Both outlive any deadline, so that what was asked and answered meanwhile is found after a restart. */
const retentionMs = 7 * dayMs
const partitions = 6

/** `askedOf(getTransaction, 'otto')`: the topics `...cmd.otto.GetTrnRq` and `...cmd.otto.GetTrnRs`. */
export const askedOf = <Request extends TSchema, Reply extends TSchema>(
  contract: RequestContract<Request, Reply>,
  source: string,
): Asked<Request, Reply> => {
  const { name, version, domain, summary, key, examples } = contract
  const both = {
    version,
    classification: 'cmd',
    domain,
    source,
    key,
    partitions,
    retentionMs,
  } as const
  const [request, reply] = [Compile(contract.request), Compile(contract.reply)]
  return {
    name,
    source,
    request: messageContract<string, Request>({
      ...both,
      name: `${name}Rq`,
      summary,
      payload: contract.request,
      example: examples.request as Static<Request>,
    }),
    reply: messageContract<string, Reply>({
      ...both,
      name: `${name}Rs`,
      summary: `The answer to ${name}Rq`,
      payload: contract.reply,
      example: examples.reply as Static<Reply>,
    }),
    fits: {
      request: (payload): payload is Static<Request> => request.Check(payload),
      reply: (payload): payload is Static<Reply> => reply.Check(payload),
    },
  }
}

/**
 * CloudEvents attributes that pair a question with its answer. The question's id is the id of its message, the same
 * at every attempt.
 *
 *   question   id, asker, attempt, expirytime, correlationid
 *   answer     questionid, asker: both as they came; correlationid
 */
export const pairing = {
  /** Who asks, as a CloudEvents source. An answer is for nobody else. */
  asker: 'asker',
  questionId: 'questionid',
  /** 1 at first. A higher one asks for the stored answer again. */
  attempt: 'attempt',
  /** When nobody waits for the answer any more, ISO 8601. */
  expiryTime: 'expirytime',
  correlationId: 'correlationid',
} as const
