import Fastify from 'fastify'
import { Stated } from '../contexts/payments/journal/stated.ts'

// The least that answers the same request: the same schema for the body, one for the answer, nothing kept.
const app = Fastify()
let taken = 0
app.post(
  '/v1/journal-transactions',
  {
    schema: {
      body: Stated,
      response: {
        201: {
          type: 'object',
          properties: { transactionId: { type: 'string' }, position: { type: 'string' } },
        },
      },
    },
  },
  (request, reply) => {
    const transactionId = request.headers['idempotency-key']
    return reply.code(201).send({ transactionId, position: `payments~${++taken}` })
  },
)
process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }) })
process.once('SIGTERM', () => process.exit())
