import Fastify from 'fastify'
import { PaymentOrder } from '../contexts/payments/order.ts'

// The least that answers the same request: the same schema for the body, one for the answer, nothing kept.
const app = Fastify()
let taken = 0
app.post(
  '/v1/payments',
  {
    schema: {
      body: PaymentOrder,
      response: {
        201: {
          type: 'object',
          properties: {
            paymentId: { type: 'string' },
            status: { type: 'string' },
            position: { type: 'string' },
          },
        },
      },
    },
  },
  (request, reply) => {
    const paymentId = request.headers['idempotency-key']
    return reply.code(201).send({ paymentId, status: 'validated', position: `payments:${++taken}` })
  },
)
process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }) })
process.once('SIGTERM', () => process.exit())
