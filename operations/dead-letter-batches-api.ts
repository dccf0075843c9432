import Type from 'typebox'
import type { LetterBatch, LetterFilter } from '../kernel/dead-letter-store.ts'
import type { Ids } from '../kernel/id.ts'
import { ok, problemReply } from '../kernel/reply.ts'
import type { Role } from '../kernel/role.ts'
import { route, type Route } from '../kernel/route.ts'
import {
  actingOf,
  note,
  operating,
  tag,
  watching,
  Why,
  type DeadLetterDesk,
} from './dead-letters-api.ts'
import {
  BatchShown,
  FilterSchema,
  LetterShown,
  showBatch,
  showLetter,
} from './dead-letters-shown.ts'

const approving: readonly Role[] = ['approver']
/** Letters of one batch, and shown of it. */
export const batchLettersMax = 1_000
const batchesMax = 100
const BatchParams = Type.Object({ batchId: Type.String({ format: 'uuid' }) })

interface Proposed {
  readonly does: LetterBatch['does']
  readonly filter: LetterFilter
  readonly ratePerSecond?: number
  readonly why: string
}

/** Many dead letters at once: an exact set, that one person proposes and another decides on. */
export const deadLetterBatchRoutes = (
  desk: DeadLetterDesk & { readonly ids: Ids },
): readonly Route[] => [proposeRoute(desk), ...readRoutes(desk), ...decideRoutes(desk)]

const proposeRoute = ({ store, ids, audit }: DeadLetterDesk & { readonly ids: Ids }): Route =>
  route<Record<string, never>, Record<string, never>, Proposed>({
    method: 'POST',
    path: '/v1/dead-letter-batches',
    name: 'proposeDeadLetterBatch',
    summary: 'Propose to redrive or discard many',
    description: [
      `Notes the dead letters that there are now, ${batchLettersMax} at most; nothing happens to them before`,
      'somebody else approves. What is dealt with meanwhile is left out, and so is what is edited, or dead anew.',
    ].join(' '),
    tag,
    access: { roles: operating },
    body: {
      schema: Type.Object({
        does: Type.Unsafe<LetterBatch['does']>({ type: 'string', enum: ['redrive', 'discard'] }),
        filter: FilterSchema,
        ratePerSecond: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 1_000, default: 10, description: 'At most' }),
        ),
        why: Why,
      }),
    },
    replies: { 201: BatchShown },
    refusals: { 'nothing-dead': 422 },
    handle: async ({ body, envelope, caller, requestId, now }) => {
      const { does, filter, ratePerSecond = 10, why } = body
      const { commandId } = envelope({ does, filter: { ...filter }, ratePerSecond, why })
      // Derived from the request, so that its repetition names the same batch.
      const batchId = ids.derive('dead letter batch', commandId)
      const proposed = actingOf(caller, now, why)
      await note({ audit }, { caller, requestId }, `batch-to-${does}-proposed`, named(batchId), why)
      const batch = await store.propose(
        { batchId, does, filter, ratePerSecond, proposed },
        batchLettersMax,
      )
      return batch.letters === 0
        ? problemReply({
            slug: 'nothing-dead',
            status: 422,
            title: 'There is no dead letter like that',
          })
        : { status: 201, body: showBatch(batch) }
    },
  })

const readRoutes = ({ store }: DeadLetterDesk): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/dead-letter-batches',
    name: 'listDeadLetterBatches',
    summary: 'What was proposed to be done with many, the newest first',
    tag,
    access: { roles: watching },
    replies: { 200: Type.Object({ items: Type.Array(BatchShown) }) },
    handle: async () => ok({ items: (await store.batches(batchesMax)).map(showBatch) }),
  }),
  route<{ batchId: string }>({
    method: 'GET',
    path: '/v1/dead-letter-batches/:batchId',
    name: 'getDeadLetterBatch',
    summary: 'Exactly which letters a batch is about, and how each stands',
    tag,
    access: { roles: watching },
    params: BatchParams,
    replies: {
      200: Type.Object({ ...BatchShown.properties, items: Type.Array(LetterShown) }),
    },
    refusals: { 'batch-unknown': 404 },
    handle: async ({ params: { batchId } }) => {
      const batch = await store.findBatch(batchId)
      if (!batch) return unknownBatch
      const letters = await store.lettersOf(batchId, batchLettersMax)
      return ok({ ...showBatch(batch), items: letters.map(showLetter) })
    },
  }),
]

const decideRoutes = ({ store, audit }: DeadLetterDesk): readonly Route[] =>
  (['approve', 'deny'] as const).map((verb) =>
    route<{ batchId: string }, Record<string, never>, { why?: string }>({
      method: 'POST',
      path: `/v1/dead-letter-batches/:batchId/${verb}`,
      name: `${verb}DeadLetterBatch`,
      summary:
        verb === 'approve'
          ? 'Do what somebody else proposed'
          : 'Leave the letters of a batch as they are',
      tag,
      access: { roles: approving },
      params: BatchParams,
      body: { schema: Type.Object({ why: Type.Optional(Why) }) },
      replies: { 200: BatchShown },
      refusals: { 'batch-unknown': 404, 'batch-decided': 409, 'proposer-cannot-approve': 403 },
      withoutIdempotencyKey: 'the second time it is decided',
      handle: async ({ params: { batchId }, body: { why }, caller, requestId, now }) => {
        const batch = await store.findBatch(batchId)
        if (!batch) return unknownBatch
        if (verb === 'approve' && batch.proposed.actor === caller.actor) return ownProposal
        if (batch.state !== 'proposed') return decidedBefore
        const action = `batch-to-${batch.does}-${verb === 'approve' ? 'approved' : 'denied'}`
        await note({ audit }, { caller, requestId }, action, named(batchId), why)
        const isDone = await store.decide(batchId, verb === 'approve', actingOf(caller, now, why))
        const decided = await store.findBatch(batchId)
        return isDone && decided ? ok(showBatch(decided)) : decidedBefore
      },
    }),
  )

const named = (batchId: string): string => `batch ${batchId} of dead letters`

const unknownBatch = problemReply({
  slug: 'batch-unknown',
  status: 404,
  title: 'There is no such batch',
})
const decidedBefore = problemReply({
  slug: 'batch-decided',
  status: 409,
  title: 'It was decided before',
})
const ownProposal = problemReply({
  slug: 'proposer-cannot-approve',
  status: 403,
  title: 'Whoever proposed it cannot approve it',
})
