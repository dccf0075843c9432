import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import { MetadataSchema } from '../../../kernel/metadata.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { outcomeReply, type Reply } from '../../../kernel/reply.ts'
import { route, type Route } from '../../../kernel/route.ts'
import {
  effectiveDateProblem,
  DaySchema,
  keepers,
  postingRefusals,
  tag,
  TransactionParams,
} from './api-reading.ts'
import type { TransactionStated } from './commands.ts'
import type { JournalTransactionEvent } from './events.ts'
import { openAccountsIn } from './known-accounts.ts'
import { Stated, Text, transactionIdOf } from './stated.ts'
import { transactionStream } from './streams.ts'
import { dayOf } from './time.ts'
import { postTransaction, reverseTransaction } from './transaction-commands.ts'
import { keyOfPostings } from '../routing-key.ts'

const Reversing = Type.Object({
  effectiveDate: Type.Optional(DaySchema),
  description: Type.Optional(Text),
  metadata: Type.Optional(MetadataSchema),
})
type Reversing = Type.Static<typeof Reversing>

const Posted = Type.Object({
  transactionId: Type.String({ format: 'uuid' }),
  position: Type.String(),
})

const reversalRefusals = {
  ...postingRefusals,
  'transaction-unknown': 404,
  'already-reversed': 409,
  'reversal-not-reversible': 409,
}

/** Routes that post and reverse transactions. */
export const transactionRoutes = (tools: ContextTools): readonly Route[] => {
  const findOpen = openAccountsIn(tools.log)
  const log = tools.log.name
  const openAmong = (postings: TransactionStated['postings']) =>
    findOpen(postings.map(({ account }) => account))

  return [
    route<Record<string, never>, Record<string, never>, Stated>({
      method: 'POST',
      path: '/v1/journal-transactions',
      name: 'postTransaction',
      routingKey: keyOfPostings,
      summary: 'Post a transaction',
      description:
        'All of it or nothing. For example {"postings":[' +
        '{"account":"customer:8124:main","amount":{"minorUnits":"-1250","currency":"EUR"}},' +
        '{"account":"fees","amount":{"minorUnits":"1250","currency":"EUR"}}],"reference":"FEE-2026-11-8124"}',
      tag,
      access: { roles: keepers },
      body: { schema: Stated },
      replies: { 201: Posted },
      refusals: postingRefusals,
      handle: async ({ body, envelope: envelopeOf }) => {
        const envelope = envelopeOf(body)
        const wrongDay = effectiveDateProblem(body.effectiveDate, envelope.now)
        if (wrongDay) return wrongDay
        const openAccounts = await openAmong(body.postings)
        const { reference, effectiveDate = dayOf(envelope.now) } = body
        const transactionId =
          reference === undefined
            ? tools.ids.derive('journal-transaction-of', envelope.commandId)
            : transactionIdOf(tools, reference)
        const data = { ...body, effectiveDate, transactionId, openAccounts }
        const command = { type: 'PostTransaction', data } as const
        const outcome = await tools.handle(postTransaction, command, envelope)
        return outcomeReply(outcome, postingRefusals, ({ position }) =>
          posted(log, transactionId, position),
        )
      },
    }),

    route<{ transactionId: string }, Record<string, never>, Reversing>({
      method: 'POST',
      path: '/v1/journal-transactions/:transactionId/reversals',
      name: 'reverseTransaction',
      summary: 'Take a transaction back by a new one, once',
      tag,
      access: { roles: keepers },
      params: TransactionParams,
      body: { schema: Reversing },
      replies: { 201: Posted },
      refusals: reversalRefusals,
      handle: async ({ params: { transactionId }, body, envelope: envelopeOf }) => {
        const postings = await postingsOf(tools, transactionId)
        const openAccounts = await openAmong(postings)
        const envelope = envelopeOf(body)
        const reversalId = tools.ids.derive('reversal', transactionId)
        const { effectiveDate = dayOf(envelope.now), ...noted } = body
        const wrongDay = effectiveDateProblem(effectiveDate, envelope.now)
        if (wrongDay) return wrongDay
        const data = { ...noted, transactionId, reversalId, postings, effectiveDate, openAccounts }
        const command = { type: 'ReverseTransaction', data } as const
        const outcome = await tools.handle(reverseTransaction, command, envelope)
        return outcomeReply(outcome, reversalRefusals, ({ position }) =>
          posted(log, reversalId, position),
        )
      },
    }),
  ]
}

const posted = (log: string, transactionId: string, position: number): Reply => ({
  status: 201,
  body: { transactionId, position: positionToken(log, position) },
  headers: { location: `/v1/journal-transactions/${transactionId}` },
})

/** What was posted, from the log itself; nothing for a transaction that does not exist. */
const postingsOf = async (
  { log }: ContextTools,
  transactionId: string,
): Promise<TransactionStated['postings']> => {
  const [first] = await log.readStream(transactionStream(transactionId), 0, 1)
  if (!first) return []
  const event = first as unknown as JournalTransactionEvent
  return event.type === 'TransactionPosted' ? event.data.postings : []
}
