import Type from 'typebox'
import { formatInstant } from '../kernel/clock.ts'
import type { OperationStore, StoredOperation } from '../kernel/operation-store.ts'
import { ok, problemReply, type Reply } from '../kernel/reply.ts'
import { roles } from '../kernel/role.ts'
import { route, type Route } from '../kernel/route.ts'
import type { KeptAnswer } from './operations.ts'

export const OperationSchema = Type.Object(
  {
    operationId: Type.String({ format: 'uuid' }),
    operation: Type.String({ description: 'What was asked for, for example receivePayment' }),
    state: Type.Unsafe<StoredOperation['state']>({
      type: 'string',
      enum: ['in-progress', 'done', 'failed'],
      description:
        '`done`: there is an answer, which may be a refusal. `failed`: it was given up or broke; the answer is the problem.',
    }),
    acceptedAt: Type.String({ format: 'date-time' }),
    endedAt: Type.Optional(Type.String({ format: 'date-time' })),
    answer: Type.Optional(
      Type.Object(
        {
          status: Type.Integer(),
          headers: Type.Object({}, { additionalProperties: { type: 'string' } }),
          body: Type.Optional(Type.Unknown({ description: 'As the operation answers at once' })),
        },
        { description: 'What would have been answered at once' },
      ),
    ),
  },
  { title: 'Operation' },
)

/** The state of what was asked for with `Prefer: respond-async`. */
export const operationRoute = (store: OperationStore): Route =>
  route<{ operationId: string }>({
    method: 'GET',
    path: '/v1/operations/:operationId',
    name: 'getOperation',
    summary: 'What became of a request that was promised to be carried out',
    description:
      'The address is given by an answer 202. Visible to its caller alone, for 7 days from its end. ' +
      'While it is in progress, ask again after `Retry-After` seconds.',
    tag: 'Operations',
    access: { roles: [...roles] },
    params: Type.Object({ operationId: Type.String({ format: 'uuid' }) }),
    replies: { 200: OperationSchema },
    refusals: { 'operation-unknown': 404 },
    handle: async ({ params: { operationId }, caller }) => {
      const found = await store.find(operationId, caller.actor)
      return found ? shown(found) : unknown
    },
  })

const unknown = problemReply({
  slug: 'operation-unknown',
  status: 404,
  title: 'There is no such operation of yours',
})

export const operationPath = (operationId: string): string => `/v1/operations/${operationId}`

const shown = ({
  id,
  route: asked,
  state,
  acceptedAt,
  endedAt,
  answer,
}: StoredOperation): Reply => {
  const { status, headers = {}, body } = (answer ?? {}) as Partial<KeptAnswer>
  return ok(
    {
      operationId: id,
      operation: asked,
      state,
      acceptedAt: formatInstant(acceptedAt),
      ...(endedAt === undefined ? {} : { endedAt: formatInstant(endedAt) }),
      ...(status === undefined
        ? {}
        : { answer: { status, headers, ...(body === undefined ? {} : { body }) } }),
    },
    {
      headers: {
        'cache-control': 'no-store',
        ...(state === 'in-progress' ? { 'retry-after': '1' } : {}),
      },
    },
  )
}
