import type { FastifyInstance } from 'fastify'
import { schemaName } from '../kernel/message-contract.ts'
import { asyncApi, contractsOf, type Messaging } from './asyncapi.ts'
import { messagesPage } from './messages-page.ts'
import type { ApiDescription } from './openapi.ts'
import { problem } from './problem.ts'
import { pageHeaders } from './security-headers.ts'
import { sendProblem } from './send-reply.ts'

export interface MessagingDescription {
  readonly contexts: readonly Messaging[]
  /** Of this installation: the second part of its topics. */
  readonly environment: string
}

/** What is said on the bus: one document, the schema of each message, and a page. */
export const mountMessageDocs = (
  app: FastifyInstance,
  { contexts, environment }: MessagingDescription,
  about: ApiDescription,
): void => {
  const document = asyncApi(contexts, about, environment)
  const text = JSON.stringify(document)
  const page = messagesPage(document)
  const schemas = new Map(
    contractsOf(contexts).map((contract) => [
      `${contract.source}.${contract.name}.json`,
      JSON.stringify({
        $schema: 'http://json-schema.org/draft-07/schema#',
        $id: schemaName(contract),
        title: contract.name,
        description: contract.summary,
        ...contract.payload,
      }),
    ]),
  )
  const json = 'application/json; charset=utf-8'
  app.get('/asyncapi.json', (request, reply) => {
    request.routeName = 'asyncapi'
    reply.type(json).header('cache-control', 'no-cache').send(text)
  })
  app.get('/docs/messages', (request, reply) => {
    request.routeName = 'docs'
    reply.headers(pageHeaders).header('cache-control', 'no-cache')
    reply.type('text/html; charset=utf-8').send(page)
  })
  app.get<{ Params: { file: string } }>('/schemas/:file', (request, reply) => {
    request.routeName = 'schemas'
    const schema = schemas.get(request.params.file)
    if (schema === undefined) return sendProblem(request, reply, problem('not-found'))
    return reply.type(json).header('cache-control', 'no-cache').send(schema)
  })
}
